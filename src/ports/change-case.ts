import type { Case } from '../domain/case.js';
import { Problem } from '../problem.js';
import type { CaseStore } from './case-stores.js';

const TRIES = 20;

/** Changes a case under its version, reading it again when somebody was faster. `change` is pure and may run several
 * times; what it returns unchanged is not written. Throws `case.unknown`, and `case.busy` (retryable) after 20 tries. */
export async function changeCase(store: CaseStore, id: string, change: (of: Case) => Case): Promise<Case> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const of = await store.find({ id });
    if (!of) throw new Problem('case.unknown', 'there is no such case');
    const next = change(of);
    if (next === of || (await store.update(id, of.version, next))) return next;
  }
  throw new Problem('case.busy', 'the case changes too often', { retryable: true });
}
