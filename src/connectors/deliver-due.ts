import type { AgencyDirectory, ConnectorKind } from '../domain/agency.js';
import type { Case } from '../domain/case.js';
import {
  type CaseWords,
  caseDocument,
  type DocumentFacts,
  identityDocument,
  withdrawnDocument,
} from '../domain/case-document.js';
import { afterDelivery } from '../domain/case-lifecycle.js';
import type { Delivery, DeliveryOutcome } from '../domain/delivery.js';
import { URGENCIES } from '../domain/urgency.js';
import type { AgencyConnector, OutgoingDelivery } from '../ports/agency-connector.js';
import { DeliveryError } from '../ports/agency-connector.js';
import type { CaseStore, DeliveryQueue } from '../ports/case-stores.js';
import { changeCase } from '../ports/change-case.js';
import type { Clock } from '../ports/clock.js';
import { Problem } from '../problem.js';

export interface DeliverDeps {
  readonly queue: Pick<DeliveryQueue, 'lease'>;
  readonly cases: CaseStore;
  /** The bodies as they are now. */
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly connectors: ReadonlyMap<ConnectorKind, AgencyConnector>;
  /** Opens the words of a case. Throws `sealing.erased` and the like. */
  readonly open: (of: Case) => CaseWords;
  readonly facts: (of: Case) => DocumentFacts;
  readonly link: (of: Case, agency: string) => string | null;
  readonly clock: Pick<Clock, 'now'>;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Told of every attempt, for counting by body; nothing personal. */
  readonly onAttempt?: (agency: string, outcome: DeliveryOutcome) => void;
}

/** Tries every delivery that is due, up to `limit` at once, urgent ones first, and writes down what became of each.
 * Resolves with how many were tried: 0 means that nothing is due. */
export async function deliverDue(deps: DeliverDeps, limit = 32): Promise<number> {
  const leased = await deps.queue.lease(deps.clock.now(), limit);
  if (leased.length === 0) return 0;
  const agencies = await deps.agencies();
  const urgentFirst = leased.toSorted(
    (one, other) => URGENCIES.indexOf(one.case.urgency) - URGENCIES.indexOf(other.case.urgency),
  );
  await Promise.all(
    urgentFirst.map(async ({ case: of, delivery }) => {
      const outcome = await attempt(of, delivery, agencies, deps);
      deps.onAttempt?.(delivery.agency, outcome);
      const facts = { agencies, now: deps.clock.now(), random: deps.random() };
      await changeCase(deps.cases, of.id, (now) => afterDelivery(now, delivery.id, outcome, facts));
    }),
  );
  return leased.length;
}

async function attempt(
  of: Case,
  delivery: Delivery,
  agencies: AgencyDirectory,
  deps: DeliverDeps,
): Promise<DeliveryOutcome> {
  try {
    const agency = agencies.get(delivery.agency);
    const connector = agency && deps.connectors.get(agency.connector);
    if (!agency || !connector) return { ok: false, code: 'connector.none', retryable: true };
    const outgoing = compose(of, delivery, deps);
    const { reference } = await connector.deliver({ ...outgoing, agency });
    return reference === undefined ? { ok: true } : { ok: true, reference };
  } catch (problem) {
    return failed(problem);
  }
}

/** Distributes over the events, so that each keeps its own `data`. */
type WithoutAgency<Outgoing> = Outgoing extends unknown ? Omit<Outgoing, 'agency'> : never;

function compose(of: Case, delivery: Delivery, deps: DeliverDeps): WithoutAgency<OutgoingDelivery> {
  const base = {
    id: delivery.id,
    at: delivery.createdAt,
    code: of.code,
    urgency: of.urgency,
    sensitive: of.sensitive,
    link: deps.link(of, delivery.agency),
  };
  if (delivery.event === 'case.withdrawn')
    return { ...base, event: delivery.event, data: withdrawnDocument(of) };
  const words = deps.open(of);
  if (delivery.event === 'case.identity')
    return { ...base, event: delivery.event, data: identityDocument(of, words) };
  return {
    ...base,
    event: delivery.event,
    data: caseDocument(of, words, deps.facts(of), delivery.recipient),
  };
}

/** What is not ours to know may pass; a broken seal does not. */
function failed(problem: unknown): DeliveryOutcome {
  if (problem instanceof DeliveryError) {
    const { code, retryable, retryAfterMs } = problem;
    return { ok: false, code, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  if (problem instanceof Problem) return { ok: false, code: problem.code, retryable: problem.retryable };
  return { ok: false, code: 'connector.failed', retryable: true };
}
