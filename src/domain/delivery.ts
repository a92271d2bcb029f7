import type { Urgency } from './understanding.js';
import { isUrgent } from './urgency.js';

/** What a delivery tells; outside it is `co.gov.valledelcauca.sigesi.<name>`. */
export type DeliveryEvent = 'case.created' | 'case.identity' | 'case.updated' | 'case.withdrawn';

export type DeliveryState = 'pending' | 'leased' | 'delivered' | 'dead';

/** One thing to be told to one body. It stands inside its case and is written with the transition that made it. */
export interface Delivery {
  /** Also the webhook-id: the same however often it is tried. */
  readonly id: string;
  readonly agency: string;
  readonly event: DeliveryEvent;
  /** `secondary` recipients never get identity nor the person's own words. */
  readonly recipient: 'competent' | 'secondary';
  readonly state: DeliveryState;
  readonly createdAt: number;
  readonly attempts: number;
  /** Not before this; for a leased one, when the lease ends. */
  readonly nextAt: number;
  /** Code of the last failure, free of personal data. */
  readonly lastError: string | null;
  readonly settledAt: number | null;
  /** The body's own number for it, where it gave one. */
  readonly reference: string | null;
  /** Nobody knows whether the body has it: an answer did not come, or a process ended before it wrote one down. */
  readonly uncertain?: {
    readonly since: number;
    /** A person was asked whether it arrived; that happens once. */
    readonly asked: boolean;
  };
}

export type DeliveryOutcome =
  | { readonly ok: true; readonly reference?: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
      /** It was sent, and whether it was taken is not known. */
      readonly uncertain?: boolean;
      /** A person is asked whether it arrived before it is sent again. */
      readonly ask?: boolean;
    };

/** How long one process may take over a delivery before another may try it. */
export const LEASE_MS = 60_000;
/** Tried for so long, then handed to a person. */
export const DEAD_AFTER_MS = 7 * 86_400_000;
/** Still not taken after so long, a person is told; trying goes on. */
export const LATE_AFTER_MS = 86_400_000;
export const LATE_AFTER_URGENT_MS = 30 * 60_000;
/** So long a person may find out whether an uncertain delivery arrived; then it is sent again, since a case that two
 * people read is better than one that nobody reads. */
export const ASK_MS = 86_400_000;
export const ASK_URGENT_MS = 5 * 60_000;
const FIRST_WAIT_MS = 30_000;
const FIRST_WAIT_URGENT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;
const LONGEST_WAIT_URGENT_MS = 5 * 60_000;

/** Milliseconds to wait after the `attempt`-th failure (1 is the first): doubling from 30 s to 30 min, urgent cases
 * from 5 s to 5 min, cut by up to half at random so that bodies that come back are not overrun.
 * @param random from 0 (included) to 1 (excluded). */
export function nextAttempt(attempt: number, random: number, urgency: Urgency): number {
  const [first, longest] = isUrgent(urgency)
    ? [FIRST_WAIT_URGENT_MS, LONGEST_WAIT_URGENT_MS]
    : [FIRST_WAIT_MS, LONGEST_WAIT_MS];
  const wait = Math.min(longest, first * 2 ** Math.min(attempt - 1, 20));
  return Math.round(wait * (1 - random / 2));
}

/** Deliveries of one case that may be tried now: for each body the oldest that is not settled, so that a body hears
 * of a case in order. A lease that ran out is due again. */
export function dueDeliveries(deliveries: readonly Delivery[], now: number): readonly Delivery[] {
  const waiting = new Set<string>();
  return deliveries.filter((delivery) => {
    if (delivery.state === 'delivered' || delivery.state === 'dead' || waiting.has(delivery.agency))
      return false;
    waiting.add(delivery.agency);
    return delivery.nextAt <= now;
  });
}

/** The delivery in the hands of one process. Whoever had it before and let the lease run out may have sent it. */
export const lease = (delivery: Delivery, now: number): Delivery => ({
  ...delivery,
  state: 'leased',
  nextAt: now + LEASE_MS,
  ...(delivery.state === 'leased' ? { uncertain: delivery.uncertain ?? { since: now, asked: false } } : {}),
});

/** Whether a person has to find out if it arrived. */
export const isAsked = (delivery: Delivery): boolean =>
  delivery.uncertain?.asked === true && (delivery.state === 'pending' || delivery.state === 'leased');

/** What each body is to be told next, due or not: what the store looks deliveries up by. */
export const nextDeliveries = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  dueDeliveries(deliveries, Number.POSITIVE_INFINITY);

/** When the first open delivery of a case is due, or null. */
export function nextDue(deliveries: readonly Delivery[]): number | null {
  const open = nextDeliveries(deliveries);
  return open.length === 0 ? null : Math.min(...open.map((delivery) => delivery.nextAt));
}

/** The delivery after an attempt. A body's Retry-After is honoured when it is later than our own schedule, at most a
 * day. A delivery is dead when the failure cannot pass or it has been tried for seven days. Once uncertain it stays so
 * until it is known: that a later attempt failed says nothing of the earlier one. */
export function settled(
  delivery: Delivery,
  outcome: DeliveryOutcome,
  facts: { readonly now: number; readonly random: number; readonly urgency: Urgency },
): Delivery {
  const { now, random, urgency } = facts;
  const { uncertain: before, ...rest } = delivery;
  const attempts = delivery.attempts + 1;
  if (outcome.ok)
    return {
      ...rest,
      attempts,
      state: 'delivered',
      settledAt: now,
      reference: outcome.reference ?? null,
      lastError: null,
    };
  const since = before ?? (outcome.uncertain || outcome.ask ? { since: now, asked: false } : undefined);
  const doubt = since ? { uncertain: { ...since, asked: since.asked || outcome.ask === true } } : {};
  const failed = { ...rest, ...doubt, attempts, lastError: outcome.code };
  if (outcome.ask)
    return { ...failed, state: 'pending', nextAt: now + (isUrgent(urgency) ? ASK_URGENT_MS : ASK_MS) };
  if (!outcome.retryable || now - delivery.createdAt >= DEAD_AFTER_MS)
    return { ...failed, state: 'dead', settledAt: now };
  const asked = Math.min(outcome.retryAfterMs ?? 0, 86_400_000);
  const wait = Math.max(asked, nextAttempt(attempts, random, urgency));
  return { ...failed, state: 'pending', nextAt: now + wait };
}
