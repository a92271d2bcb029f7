import type { Agency } from '../domain/agency.js';
import type { Case } from '../domain/case.js';
import type { Delivery } from '../domain/delivery.js';
import type { OnCallPerson } from '../domain/roster.js';
import type { Urgency } from '../domain/urgency.js';

/** Cases as plain data. */
export interface CaseStore {
  /** Stores a new case under its id; when one is there already, nothing changes and that one is returned. */
  open(fresh: Case): Promise<Case>;
  find(by: { readonly id: string } | { readonly code: string }): Promise<Case | null>;
  /** Replaces the case if its stored version is still `version`; false when somebody was faster. */
  update(id: string, version: number, next: Case): Promise<boolean>;
}

/** What officials look at: the Gobernación's queue, an agency's cases. */
export interface CaseList {
  /** Newest change first, urgent ones before others. */
  list(filter: CaseFilter): Promise<readonly Case[]>;
}

export interface CaseFilter {
  /** Cases that wait for a person of the Gobernación. */
  readonly queued?: boolean;
  readonly agency?: string;
  readonly status?: Case['status'];
  readonly updatedAfter?: number;
  readonly limit: number;
  readonly skip?: number;
}

export interface Leased {
  readonly case: Case;
  readonly delivery: Delivery;
}

export interface LeaseOrder {
  readonly urgencies: readonly Urgency[];
  /** At most so many. */
  readonly limit: number;
  /** At most so many for one body, with those that are under way to it already. */
  readonly perBody: number;
  readonly underWay: ReadonlyMap<string, number>;
}

export interface WaitingDeliveries {
  readonly agency: string;
  readonly count: number;
  /** When the oldest was decided, milliseconds since the epoch. */
  readonly since: number;
}

/** Deliveries that are due, found inside their cases. */
export interface DeliveryQueue {
  /** Takes due deliveries for this process (state leased, written before it returns), the most urgent first and for each
   * body of a case the oldest only: `dueDeliveries` and `lease` of src/domain/delivery.ts. Empty means that nothing more
   * is due that the order allows. */
  lease(now: number, order: LeaseOrder): Promise<readonly Leased[]>;
  /** How much waits for each body, due or not. */
  waiting(): Promise<readonly WaitingDeliveries[]>;
  /** Cases with events that have not entered the citizen's inbox (`untoldEvents`). */
  untold(limit: number): Promise<readonly Case[]>;
  /** Cases with an alert that nobody has taken. */
  alerting(limit: number): Promise<readonly Case[]>;
}

export interface RosterStore {
  all(): Promise<readonly OnCallPerson[]>;
  /** Puts the imported roster in the place of the former one. */
  replace(people: readonly OnCallPerson[]): Promise<void>;
}

/** Bodies whose contact an official imported; webhook secrets are sealed at rest and open here. */
export interface AgencyStore {
  all(): Promise<readonly Agency[]>;
  save(agency: Agency): Promise<'added' | 'changed' | 'same'>;
}
