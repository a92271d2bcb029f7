import type { OnCallPerson } from '../domain/roster.js';
import type { Urgency } from '../domain/understanding.js';

/** What a person on call is told: nothing about who wrote or what they told. */
export interface UrgentAlert {
  /** The same when it is told again to the same person after a crash. */
  readonly id: string;
  /** Null where danger was seen and there is no case yet. */
  readonly code: string | null;
  readonly urgency: Urgency;
  /** Where to read it and press "lo tengo". */
  readonly link: string;
}

/** Tells one person on call. */
export interface AlertSender {
  /** Resolves once at least one of the person's ways took it. Throws DeliveryError when none did. */
  send(alert: UrgentAlert, person: OnCallPerson): Promise<void>;
}
