import { createReaders } from '../../src/turns/readers.js';
import { dangerCalls } from '../../src/turns/calls/danger.js';
import { indicatorCalls } from '../../src/turns/calls/indicators.js';

/** The calls and readers that dialogs may name, with their outcomes. */
export function callNames(): { calls: ReadonlyMap<string, readonly string[]>; readers: ReadonlySet<string> } {
  const nothing = undefined as never;
  const calls = { ...dangerCalls(), ...indicatorCalls(nothing, nothing) };
  return {
    calls: new Map(Object.entries(calls).map(([name, call]) => [name, call.outcomes])),
    readers: new Set(Object.keys(createReaders([]))),
  };
}
