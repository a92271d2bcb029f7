import type { Agency, ConnectorKind } from '../domain/agency.js';
import type { CaseDocument, IdentityDocument, WithdrawnDocument } from '../domain/case-document.js';
import type { DeliveryEvent } from '../domain/delivery.js';
import type { Urgency } from '../domain/understanding.js';
import { Problem } from '../problem.js';

interface OutgoingBase {
  /** The same however often it is tried: a body that knows it does nothing again. */
  readonly id: string;
  /** When it was decided, milliseconds since the epoch. */
  readonly at: number;
  readonly agency: Agency;
  readonly code: string;
  readonly urgency: Urgency;
  readonly sensitive: boolean;
  /** An earlier attempt may have arrived: a connector that can look it up does so before it sends again. */
  readonly repeated: boolean;
  /** Signed link to this one case, for a person of the body; null where none is served. */
  readonly link: string | null;
}

/** One thing that is told to one body. */
export type OutgoingDelivery = OutgoingBase &
  (
    | { readonly event: Extract<DeliveryEvent, 'case.created' | 'case.updated'>; readonly data: CaseDocument }
    | { readonly event: 'case.identity'; readonly data: IdentityDocument }
    | { readonly event: 'case.withdrawn'; readonly data: WithdrawnDocument }
  );

/** A way to hand cases to a body: webhook, e-mail. Every implementation runs tests/conformance/agency-connector.ts. */
export interface AgencyConnector {
  readonly kind: ConnectorKind;
  /** What is done when nobody knows whether the body has a delivery (`DeliveryError.uncertain`, or a process that ended
   * before it wrote down the answer): `repeat` where the body can tell a repetition by its id or the connector looks it
   * up; `ask` a person first where it cannot. */
  readonly whenUncertain: 'repeat' | 'ask';
  /** Resolves once the body took it, with the body's own number where it gives one. Throws DeliveryError. */
  deliver(outgoing: OutgoingDelivery): Promise<{ readonly reference?: string }>;
}

/** A body did not take a delivery; `retryable` decides between another attempt and a person. */
export class DeliveryError extends Problem {
  /** How long the body asked to be left alone, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** It was sent, and whether the body took it is not known. */
  readonly uncertain: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      retryable: boolean;
      retryAfterMs?: number;
      uncertain?: boolean;
      details?: Record<string, unknown>;
      cause?: unknown;
    },
  ) {
    super(code, message, options);
    this.name = 'DeliveryError';
    this.retryAfterMs = options.retryAfterMs;
    this.uncertain = options.uncertain ?? false;
  }
}
