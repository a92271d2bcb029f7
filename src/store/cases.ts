import type { Connection } from 'mongoose';
import type { Case } from '../domain/case.js';
import { untoldEvents } from '../domain/case-lifecycle.js';
import { type Delivery, dueDeliveries, lease, nextDeliveries, nextDue } from '../domain/delivery.js';
import { URGENCIES, type Urgency } from '../domain/urgency.js';
import type {
  CaseFilter,
  CaseList,
  CaseStore,
  DeliveryQueue,
  Leased,
  LeaseOrder,
  WaitingDeliveries,
} from '../ports/case-stores.js';
import type { OwnCases } from '../ports/own-cases.js';
import { isDuplicate } from './reaching.js';

interface StoredCase {
  _id: string;
  case: Case;
}

const byUrgency = (one: Case, other: Case): number =>
  URGENCIES.indexOf(one.urgency) - URGENCIES.indexOf(other.urgency) || other.updatedAt - one.updatedAt;

/** What is looked up, kept beside the case and written with it. */
function rowOf(of: Case): Record<string, unknown> {
  const due = nextDue(of.deliveries);
  return {
    _id: of.id,
    code: of.code,
    conversation: of.conversation,
    version: of.version,
    status: of.status,
    urgency: of.urgency,
    agency: of.assignment.receives,
    queued: of.assignment.queue !== null,
    updatedAt: of.updatedAt,
    ...(due === null ? {} : { dueAt: due, due: nextDeliveries(of.deliveries).map(dueRow) }),
    ...(untoldEvents(of).length > 0 ? { untold: true } : {}),
    ...(of.alert && of.alert.acknowledged === null ? { alerting: true } : {}),
    case: of,
  };
}

/** What a body is to be told next of a case. */
const dueRow = ({ agency, nextAt, createdAt }: Delivery) => ({ to: agency, at: nextAt, since: createdAt });

/** Cases over mongoose: one document each, replaced under its version. */
export function createCaseStore(connection: Connection): CaseStore & CaseList & DeliveryQueue & OwnCases {
  const model = connection.model<StoredCase>('Case');
  // The collection itself: a query object of mongoose costs half as much again as the read (docs/performance.md).
  const stored = model.collection as unknown as { findOne(filter: object): Promise<StoredCase | null> };
  const many = async (
    filter: object,
    limit: number,
    sort: Record<string, 1 | -1> = { updatedAt: -1 },
    skip = 0,
  ): Promise<Case[]> => {
    const rows = await model.find(filter).sort(sort).skip(skip).limit(limit).lean<StoredCase[]>();
    return rows.map((row) => row.case);
  };
  const find = async (by: { readonly id: string } | { readonly code: string }): Promise<Case | null> => {
    const row = await stored.findOne('id' in by ? { _id: by.id } : { code: by.code });
    return row?.case ?? null;
  };
  const update = async (id: string, version: number, next: Case): Promise<boolean> =>
    (await model.replaceOne({ _id: id, version }, rowOf(next))).matchedCount === 1;
  const dueCases = (now: number, urgency: Urgency, { limit }: LeaseOrder, room: Room): Promise<Case[]> => {
    const full = room.full();
    const spare = full.length === 0 ? {} : { due: { $elemMatch: { at: { $lte: now }, to: { $nin: full } } } };
    return many({ urgency, dueAt: { $lte: now }, ...spare }, limit, { dueAt: 1 });
  };
  return {
    find,
    update,
    open: async (fresh) => {
      try {
        await model.create(rowOf(fresh));
        return fresh;
      } catch (error) {
        const stored = isDuplicate(error) ? await find({ id: fresh.id }) : null;
        if (!stored) throw error;
        return stored;
      }
    },
    list: async (filter) =>
      (await many(filterOf(filter), filter.limit, { urgency: 1, updatedAt: -1 }, filter.skip)).toSorted(
        byUrgency,
      ),
    ofConversation: (conversation) => many({ conversation }, 50),
    lease: async (now, order) => {
      const room = roomOf(order);
      const taken: Leased[] = [];
      for (const urgency of order.urgencies) {
        if (taken.length >= order.limit) break;
        for (const of of await dueCases(now, urgency, order, room)) {
          const due = dueDeliveries(of.deliveries, now)
            .filter(({ agency }) => room.left(agency) > 0)
            .slice(0, order.limit - taken.length);
          if (due.length === 0) continue;
          const ids = new Set(due.map((delivery) => delivery.id));
          const deliveries = of.deliveries.map((delivery) =>
            ids.has(delivery.id) ? lease(delivery, now) : delivery,
          );
          const next = { ...of, version: of.version + 1, deliveries };
          if (!(await update(of.id, of.version, next))) continue;
          for (const delivery of deliveries.filter(({ id }) => ids.has(id))) {
            room.take(delivery.agency);
            taken.push({ case: next, delivery });
          }
        }
      }
      return taken;
    },
    waiting: async () => {
      const rows = await model.aggregate<WaitingDeliveries & { _id: string }>([
        { $match: { dueAt: { $gte: 0 } } },
        { $unwind: '$due' },
        { $group: { _id: '$due.to', count: { $sum: 1 }, since: { $min: '$due.since' } } },
        { $sort: { _id: 1 } },
      ]);
      return rows.map(({ _id, count, since }) => ({ agency: _id, count, since }));
    },
    untold: (limit) => many({ untold: true }, limit),
    alerting: (limit) => many({ alerting: true }, limit, { updatedAt: 1 }),
  };
}

/** How many more deliveries each body may be sent at once. */
interface Room {
  left(agency: string): number;
  take(agency: string): void;
  full(): string[];
}

function roomOf({ perBody, underWay }: LeaseOrder): Room {
  const counts = new Map(underWay);
  return {
    left: (agency) => perBody - (counts.get(agency) ?? 0),
    take: (agency) => void counts.set(agency, (counts.get(agency) ?? 0) + 1),
    full: () => [...counts].filter(([, count]) => count >= perBody).map(([agency]) => agency),
  };
}

function filterOf(filter: CaseFilter): object {
  return {
    ...(filter.queued === undefined ? {} : { queued: filter.queued }),
    ...(filter.agency === undefined ? {} : { agency: filter.agency }),
    ...(filter.status === undefined ? {} : { status: filter.status }),
    ...(filter.updatedAfter === undefined ? {} : { updatedAt: { $gt: filter.updatedAfter } }),
  };
}
