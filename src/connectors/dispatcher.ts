import type { AgencyDirectory } from '../domain/agency.js';
import { afterDelivery } from '../domain/case-lifecycle.js';
import type { DeliveryOutcome } from '../domain/delivery.js';
import { isUrgent, URGENCIES, type Urgency } from '../domain/urgency.js';
import type { CaseStore, DeliveryQueue, Leased } from '../ports/case-stores.js';
import { changeCase } from '../ports/change-case.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryCounts } from '../ports/delivery-counts.js';
import { attempt, type AttemptParts } from './attempt.js';

export interface DispatcherParts extends AttemptParts {
  readonly queue: Pick<DeliveryQueue, 'lease'>;
  readonly cases: CaseStore;
  readonly counts: Pick<DeliveryCounts, 'count'>;
  /** The bodies as they are now. */
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly clock: Clock;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
}

/** At once under way, urgent ones and others apart: none of the others ever takes an urgent one's place. */
const SLOTS = 32;
/** At once to one body, so that one that hangs leaves places to the others. */
const PER_BODY = 4;
/** What fell due while all of those under way hang is looked for so often, milliseconds. */
const LOOK_AGAIN_MS = 1_000;
/** A round ends after so many, so that whoever called sees how it goes. */
const ROUND = 200;

/** Hands due deliveries to their bodies, many at once, and writes down what became of each. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #lanes: readonly Lane[];
  #settled = 0;
  #failure: unknown;
  #stopped = false;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#lanes = [true, false].map((urgent) => new Lane(URGENCIES.filter((it) => isUrgent(it) === urgent)));
  }

  /** Delivers until nothing more is due or under way. Resolves with how many attempts ended. Rejects where the store
   * could not be reached; what was under way is due again when its lease ends. */
  async round(): Promise<number> {
    const before = this.#settled;
    await this.#fill();
    while (this.#running.length > 0 && this.#settled - before < ROUND && !this.#stopped) {
      await this.#oneEnds();
      await this.#fill();
    }
    return this.#settled - before;
  }

  /** Begins nothing more and waits for what is under way, as long as connectors wait for an answer. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  get #running(): Promise<void>[] {
    return this.#lanes.flatMap((lane) => [...lane.running]);
  }

  async #oneEnds(): Promise<void> {
    let cancel = (): void => {};
    const later = new Promise<void>((done) => {
      cancel = this.#parts.clock.after(LOOK_AGAIN_MS, done);
    });
    await Promise.race([...this.#running, later]).finally(cancel);
    if (this.#failure === undefined) return;
    const failure = this.#failure;
    this.#failure = undefined;
    throw failure;
  }

  async #fill(): Promise<void> {
    for (const lane of this.#lanes) {
      while (!this.#stopped && lane.running.size < SLOTS) {
        const leased = await this.#parts.queue.lease(this.#parts.clock.now(), {
          urgencies: lane.urgencies,
          limit: SLOTS - lane.running.size,
          perBody: PER_BODY,
          underWay: lane.underWay,
        });
        if (leased.length === 0) break;
        const agencies = await this.#parts.agencies();
        for (const one of leased) lane.add(one.delivery.agency, this.#deliver(one, agencies));
      }
    }
  }

  async #deliver({ case: of, delivery }: Leased, agencies: AgencyDirectory): Promise<void> {
    const { cases, counts, clock, random } = this.#parts;
    try {
      const outcome = await attempt(of, delivery, agencies, this.#parts);
      const facts = { agencies, now: clock.now(), random: random() };
      await changeCase(cases, of.id, (now) => afterDelivery(now, delivery.id, outcome, facts));
      await counts.count(delivery.agency, failureOf(outcome), facts.now);
      this.#settled += 1;
    } catch (error) {
      this.#failure = error;
    }
  }
}

const failureOf = (
  outcome: DeliveryOutcome,
): { readonly code: string; readonly uncertain: boolean } | null =>
  outcome.ok ? null : { code: outcome.code, uncertain: outcome.uncertain === true || outcome.ask === true };

/** Deliveries of some urgencies that are under way. */
class Lane {
  readonly running = new Set<Promise<void>>();
  readonly underWay = new Map<string, number>();

  constructor(readonly urgencies: readonly Urgency[]) {}

  add(agency: string, delivering: Promise<void>): void {
    this.#count(agency, 1);
    const running = delivering.finally(() => {
      this.running.delete(running);
      this.#count(agency, -1);
    });
    this.running.add(running);
  }

  #count(agency: string, by: number): void {
    const count = (this.underWay.get(agency) ?? 0) + by;
    if (count === 0) this.underWay.delete(agency);
    else this.underWay.set(agency, count);
  }
}
