import type { Connection } from 'mongoose';
import type { Keyring } from '../engine/sealing/keyring.js';
import { pseudonym } from '../engine/sealing/pseudonym.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { LinkState, WhatsappAuth } from '../ports/whatsapp-auth.js';
import { Problem } from '../problem.js';
import { bytesOf } from './bytes.js';
import { isDuplicate, reaching } from './reaching.js';

/** A row holds one key; row `journal` the last batch as a whole, row `link` how the number stands. */
interface StoredRow {
  _id: string;
  fence: number;
  sealed?: Buffer;
  generation?: number;
  state?: LinkState;
  since?: number;
  reason?: string;
}

type Change = readonly [row: string, value: string | null];
interface Journal {
  readonly changes: readonly Change[];
}

const LINK = 'link';
const JOURNAL = 'journal';
const PURPOSE = 'whatsapp-key';

/**
 * Many keys change together and a document store writes them one by one. So a batch is first written as one document,
 * the journal, which is the commit; then the rows. Whoever takes over writes the journal's rows again: they are the
 * last ones, so doing it twice changes nothing. Every write matches only rows with no later fence.
 */
export function createWhatsappAuth(connection: Connection, sealer: Sealer, ring: Keyring): WhatsappAuth {
  const rows = connection.model<StoredRow>('WhatsappAuth').collection;
  const rowOf = (generation: number, name: string): string =>
    `${generation}/${pseudonym(PURPOSE, name, ring)}`;

  const put = async (_id: string, fence: number, set: Partial<StoredRow>): Promise<void> => {
    const mine = { _id: _id as never, fence: { $lte: fence } };
    await rows.updateOne(mine, { $set: { ...set, fence } }, { upsert: true }).catch(refusal);
  };
  const apply = async (changes: readonly Change[], fence: number): Promise<void> => {
    const operations = changes.map(([row, value]) => {
      const filter = { _id: row as never, fence: { $lte: fence } };
      if (value === null) return { deleteOne: { filter } };
      const update = { $set: { fence, sealed: sealer.seal(PURPOSE, row, value) } };
      return { updateOne: { filter, update, upsert: true } };
    });
    if (operations.length > 0) await rows.bulkWrite(operations as never[], { ordered: false }).catch(refusal);
  };

  return {
    link: () =>
      reaching(async () => {
        const row = (await rows.findOne({ _id: LINK as never })) as StoredRow | null;
        if (!row) return null;
        const { generation = 1, state = 'unlinked', since = 0, reason } = row;
        return { generation, state, since, ...(reason ? { reason } : {}) };
      }),
    mark: ({ generation, state, since, reason }, fence) =>
      reaching(() => put(LINK, fence, { generation, state, since, reason: reason ?? '' })),
    open: (_generation, fence) =>
      reaching(async () => {
        await put(JOURNAL, fence, {});
        const row = (await rows.findOne({ _id: JOURNAL as never })) as StoredRow | null;
        if (!row?.sealed) return;
        const { changes } = JSON.parse(sealer.open(PURPOSE, JOURNAL, bytesOf(row.sealed))) as Journal;
        await apply(changes, fence);
      }),
    read: (generation, names) =>
      reaching(async () => {
        const nameOf = new Map(names.map((name) => [rowOf(generation, name), name]));
        const found = await rows.find({ _id: { $in: [...nameOf.keys()] as never[] } }).toArray();
        const values = new Map<string, string>();
        for (const row of found as unknown as StoredRow[]) {
          const name = nameOf.get(row._id);
          if (name !== undefined && row.sealed)
            values.set(name, sealer.open(PURPOSE, row._id, bytesOf(row.sealed)));
        }
        return values;
      }),
    write: (generation, changes, fence) =>
      reaching(async () => {
        const batch = [...changes].map(([name, value]): Change => [rowOf(generation, name), value]);
        const journal: Journal = { changes: batch };
        await put(JOURNAL, fence, { sealed: sealer.seal(PURPOSE, JOURNAL, JSON.stringify(journal)) });
        await apply(batch, fence);
      }),
  };
}

/** An upsert whose filter misses a row with a later fence runs into that row. */
function refusal(error: unknown): never {
  if (isDuplicate(error)) throw new Problem('lease_lost', 'a later owner of the number has written');
  throw error;
}
