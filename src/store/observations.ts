import { type Connection, Schema } from 'mongoose';
import { type Observation, observationKey } from '../domain/indicator.js';
import { compareObservations } from '../domain/observation-changes.js';
import type { ObservationStore } from '../ports/observations.js';

const plain = { versionKey: false, autoIndex: false } as const;

/** Imported figures, each under its observationKey. */
const observations = new Schema(
  {
    _id: String,
    indicator: { type: String, required: true },
    territory: { type: String, required: true },
    period: { type: String, required: true },
    disaggregation: { type: String, required: true },
    value: { type: Number, required: true },
    unit: { type: String, required: true },
    cases: Number,
    source: { type: String, required: true },
    confidence: { type: String, required: true },
    caveats: { type: [String], required: true },
  },
  { collection: 'observations', ...plain },
);
observations.index({ indicator: 1, territory: 1, period: 1 });

/** How often the figures were written: a running service looks here whether it must read them again. */
const revisions = new Schema(
  { _id: String, number: { type: Number, required: true } },
  { collection: 'revisions', ...plain },
);

export const OBSERVATION_SCHEMAS = { Observation: observations, Revision: revisions } as const;

const REVISION = 'observations';
const BATCH = 1_000;

/** Imported figures over mongoose. Rows go through the model's own collection: an import may have 100,000. */
export function createObservationStore(connection: Connection): ObservationStore {
  const rows = connection.model<Observation & { _id: string }>('Observation').collection;
  const revision = connection.model<{ _id: string; number: number }>('Revision');
  const all = async (): Promise<Observation[]> =>
    (await rows.find({}, { projection: { _id: 0 } }).toArray()) as unknown as Observation[];
  const write = async (changed: readonly Observation[]): Promise<void> => {
    for (let from = 0; from < changed.length; from += BATCH) {
      const batch = changed.slice(from, from + BATCH).map((row) => {
        const _id = observationKey(row) as never;
        return { replaceOne: { filter: { _id }, replacement: { ...row } as never, upsert: true } };
      });
      await rows.bulkWrite(batch, { ordered: false });
    }
  };
  return {
    all,
    upsert: async (given) => {
      const { added, changed, unchanged } = compareObservations(await all(), given);
      await write([...added, ...changed]);
      // Also when nothing changed: an import that was cut short is repaired by running it again.
      if (given.length > 0)
        await revision.updateOne({ _id: REVISION }, { $inc: { number: 1 } }, { upsert: true });
      return { added: added.length, changed: changed.length, unchanged: unchanged.length };
    },
    revision: async () => (await revision.findById(REVISION).lean<{ number: number } | null>())?.number ?? 0,
  };
}
