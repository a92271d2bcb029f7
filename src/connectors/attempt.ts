import type { AgencyDirectory, ConnectorKind } from '../domain/agency.js';
import type { Case } from '../domain/case.js';
import {
  type CaseWords,
  caseDocument,
  type DocumentFacts,
  identityDocument,
  withdrawnDocument,
} from '../domain/case-document.js';
import type { Delivery, DeliveryOutcome } from '../domain/delivery.js';
import type { AgencyConnector, OutgoingDelivery } from '../ports/agency-connector.js';
import { DeliveryError } from '../ports/agency-connector.js';
import { Problem } from '../problem.js';

export interface AttemptParts {
  readonly connectors: ReadonlyMap<ConnectorKind, AgencyConnector>;
  /** Opens the words of a case. Throws `sealing.erased` and the like. */
  readonly open: (of: Case) => CaseWords;
  readonly facts: (of: Case) => DocumentFacts;
  readonly link: (of: Case, agency: string) => string | null;
}

/** Tries one delivery, unless a person has to find out first whether it arrived. Never throws. */
export async function attempt(
  of: Case,
  delivery: Delivery,
  agencies: AgencyDirectory,
  parts: AttemptParts,
): Promise<DeliveryOutcome> {
  const agency = agencies.get(delivery.agency);
  const connector = agency && parts.connectors.get(agency.connector);
  if (!agency || !connector) return { ok: false, code: 'connector.none', retryable: true };
  const mayAsk = connector.whenUncertain === 'ask' && delivery.uncertain?.asked !== true;
  if (delivery.uncertain && mayAsk)
    return { ok: false, code: 'connector.interrupted', retryable: true, ask: true };
  try {
    const { reference } = await connector.deliver({ ...compose(of, delivery, parts), agency });
    return reference === undefined ? { ok: true } : { ok: true, reference };
  } catch (problem) {
    return failed(problem, mayAsk);
  }
}

/** Distributes over the events, so that each keeps its own `data`. */
type WithoutAgency<Outgoing> = Outgoing extends unknown ? Omit<Outgoing, 'agency'> : never;

function compose(of: Case, delivery: Delivery, parts: AttemptParts): WithoutAgency<OutgoingDelivery> {
  const base = {
    id: delivery.id,
    at: delivery.createdAt,
    code: of.code,
    urgency: of.urgency,
    sensitive: of.sensitive,
    repeated: delivery.uncertain !== undefined,
    link: parts.link(of, delivery.agency),
  };
  if (delivery.event === 'case.withdrawn')
    return { ...base, event: delivery.event, data: withdrawnDocument(of) };
  const words = parts.open(of);
  if (delivery.event === 'case.identity')
    return { ...base, event: delivery.event, data: identityDocument(of, words) };
  return {
    ...base,
    event: delivery.event,
    data: caseDocument(of, words, parts.facts(of), delivery.recipient),
  };
}

/** What is not ours to know may pass; a broken seal does not. */
function failed(problem: unknown, mayAsk: boolean): DeliveryOutcome {
  if (problem instanceof DeliveryError) {
    const { code, retryable, retryAfterMs, uncertain } = problem;
    return {
      ok: false,
      code,
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(uncertain ? { uncertain, ask: mayAsk } : {}),
    };
  }
  if (problem instanceof Problem) return { ok: false, code: problem.code, retryable: problem.retryable };
  return { ok: false, code: 'connector.failed', retryable: true };
}
