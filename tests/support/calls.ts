import { createCalls } from '../../src/turns/calls/index.js';
import { createReaders } from '../../src/turns/readers.js';

/** The calls and readers that dialogs may name, with their outcomes; none of them is run. */
export function callNames(): { calls: ReadonlyMap<string, readonly string[]>; readers: ReadonlySet<string> } {
  const calls = createCalls({ consultations: {} } as never);
  return {
    calls: new Map(Object.entries(calls).map(([name, call]) => [name, call.outcomes])),
    readers: new Set(Object.keys(createReaders({ territories: [], readAnswer: undefined as never }))),
  };
}
