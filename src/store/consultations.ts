import { type Connection, Schema } from 'mongoose';
import type { Consultation, Response } from '../domain/consultation.js';
import type { Tally } from '../engine/forms/tally.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { ConsultationStore, ResponseStore, TallyStore } from '../ports/consultation-stores.js';

const plain = { versionKey: false, autoIndex: false, minimize: false } as const;

const consultations = new Schema(
  { _id: String, consultation: { type: Schema.Types.Mixed, required: true } },
  { collection: 'consultations', ...plain },
);

/** Under (consultation, person): a second response is the same one. Answers may be sensitive and are sealed. */
const responses = new Schema(
  {
    _id: String,
    consultation: { type: String, required: true },
    person: { type: String, required: true },
    at: { type: Number, required: true },
    /** The same person had answered from another channel before: it does not count. */
    superseded: Boolean,
    sealed: { type: Buffer, required: true },
  },
  { collection: 'responses', ...plain },
);
responses.index({ consultation: 1, at: 1 });
responses.index({ person: 1 });

/** Results as they were published: nothing in them is about one person. */
const tallies = new Schema(
  { _id: String, tally: { type: Schema.Types.Mixed, required: true } },
  { collection: 'tallies', ...plain },
);

export const CONSULTATION_SCHEMAS = {
  Consultation: consultations,
  Response: responses,
  Tally: tallies,
} as const;

export function createConsultationStore(connection: Connection): ConsultationStore {
  const model = connection.model<{ _id: string; consultation: Consultation }>('Consultation');
  return {
    all: async () => (await model.find().lean()).map((row) => row.consultation as Consultation),
    save: async (consultation) => {
      const before = await model.findById(consultation.id).lean();
      if (before && JSON.stringify(before.consultation) === JSON.stringify(consultation)) return 'same';
      await model.replaceOne(
        { _id: consultation.id },
        { _id: consultation.id, consultation },
        { upsert: true },
      );
      return before ? 'changed' : 'added';
    },
    setStatus: async (id, status) => {
      await model
        .updateOne({ _id: id }, { $set: { 'consultation.status': status } })
        .where('consultation.status')
        .ne('closed');
    },
  };
}

export function createTallyStore(connection: Connection): TallyStore {
  const model = connection.model<{ _id: string; tally: Tally }>('Tally');
  const of = async (id: string): Promise<Tally | null> =>
    (await model.findById(id).lean<{ tally: Tally } | null>())?.tally ?? null;
  return {
    of,
    keep: async (id, tally) => {
      await model.updateOne({ _id: id }, { $setOnInsert: { tally } }, { upsert: true });
      return (await of(id)) ?? tally;
    },
  };
}

interface StoredResponse {
  _id: string;
  consultation: string;
  person: string;
  at: number;
  sealed: Buffer | { buffer: Uint8Array };
}

export function createResponseStore(connection: Connection, sealer: Sealer): ResponseStore {
  const model = connection.model<StoredResponse>('Response');
  const opened = (row: StoredResponse): Response => {
    const sealed = row.sealed instanceof Uint8Array ? row.sealed : row.sealed.buffer;
    return JSON.parse(sealer.open('response', row._id, sealed)) as Response;
  };
  return {
    record: async (key, response) => {
      const { consultation, person, at } = response;
      const sealed = sealer.seal('response', key, JSON.stringify(response));
      await model.updateOne(
        { _id: key },
        { $setOnInsert: { consultation, person, at, sealed } },
        { upsert: true },
      );
    },
    of: async (consultation) =>
      (
        await model
          .find({ consultation, superseded: { $ne: true } })
          .sort({ at: 1 })
          .lean<StoredResponse[]>()
      ).map(opened),
    byPerson: async (person) => await model.distinct('consultation', { person }),
    countOnce: async (people, consultations) => {
      const filter = { person: { $in: [...people] }, consultation: { $in: [...consultations] } };
      const rows = await model
        .find(filter, { consultation: 1 })
        .sort({ at: 1, _id: 1 })
        .lean<StoredResponse[]>();
      const first = new Map(rows.toReversed().map((row) => [row.consultation, row._id]));
      const later = rows.filter((row) => first.get(row.consultation) !== row._id);
      const ids = (of: readonly { _id: string }[]) => ({ _id: { $in: of.map((row) => row._id) } });
      if (later.length > 0) await model.updateMany(ids(later), { $set: { superseded: true } });
      if (first.size > 0)
        await model.updateMany(
          { _id: { $in: [...first.values()] }, superseded: true },
          { $unset: { superseded: '' } },
        );
      return new Set(later.map((row) => row.consultation)).size;
    },
    erase: async (person, consultations) => {
      await model.deleteMany({ person, consultation: { $in: [...consultations] } });
    },
  };
}
