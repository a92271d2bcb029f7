import type { AgencyDirectory } from '../domain/agency.js';
import type { ProcedureCatalogue } from '../domain/procedure.js';
import type { ServiceCatalogue, ServiceQuestion } from '../domain/service.js';
import type { Territory } from '../domain/territory.js';
import type { Keyring } from '../engine/sealing/keyring.js';
import type { AuditTrail } from '../ports/audit.js';
import type { CaseList, CaseStore, DeliveryQueue, RosterStore } from '../ports/case-stores.js';
import type { Clock } from '../ports/clock.js';
import type { AlertLog, AlertStore } from '../ports/danger-alerts.js';
import type { DeliveryCounts } from '../ports/delivery-counts.js';
import type { Ids } from '../ports/ids.js';
import type { MediaReader } from '../ports/media.js';
import type { LineStatus } from '../ports/line-status.js';
import type { FailureLog } from '../ports/sent-messages.js';
import type { HandoffStore } from '../ports/handoffs.js';
import type { ParkedEffects, ParkedMessages } from '../ports/parked.js';
import type { TurnService } from '../turns/service.js';
import type { Say } from './page.js';

/** What the officials' pages stand on. */
export interface ConsoleParts {
  readonly cases: CaseStore & CaseList & Pick<DeliveryQueue, 'waiting'>;
  readonly deliveryCounts: Pick<DeliveryCounts, 'all'>;
  readonly alerts: AlertStore & AlertLog;
  readonly roster: Pick<RosterStore, 'all'>;
  readonly parked: ParkedMessages;
  readonly parkedEffects: ParkedEffects;
  readonly handoffs: HandoffStore;
  /** What an official writes enters the citizen's conversation as an event. */
  readonly turns: Pick<TurnService, 'post' | 'retry'>;
  readonly media: MediaReader;
  readonly failures: FailureLog;
  /** How the WhatsApp number stands; null where there is none. */
  readonly line: () => Promise<LineStatus | null>;
  readonly audit: AuditTrail;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly services: ServiceCatalogue;
  readonly procedures: ProcedureCatalogue;
  readonly questions: ReadonlyMap<string, ServiceQuestion>;
  readonly territories: ReadonlyMap<string, Territory>;
  readonly ring: Keyring;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly say: Say;
  /** What an official did is told to the person now rather than in a moment. */
  readonly onChange: () => void;
}
