import { type Connection, Schema } from 'mongoose';
import type { HeldOf, MediaStore, StoredMedia } from '../ports/media.js';
import { bytesOf } from './bytes.js';
import { isDuplicate, reaching } from './reaching.js';

/** What belongs to no case goes by itself after this. Seconds. */
const HELD_TTL_S = 7 * 24 * 3600;
const plain = { versionKey: false, autoIndex: false } as const;

const media = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    file: { type: String, required: true },
    type: { type: String, required: true },
    bytes: { type: Number, required: true },
    sha256: { type: String, required: true },
    pieces: { type: Number, required: true },
    key: { type: Buffer, required: true },
    at: { type: Number, required: true },
    case: { type: String, default: null },
    /** Only while it belongs to no case. */
    heldSince: { type: Date },
  },
  { collection: 'media', ...plain },
);
media.index({ case: 1, conversation: 1 });
media.index({ heldSince: 1 }, { expireAfterSeconds: HELD_TTL_S });

/** A file's sealed bytes, one piece a row under `file/piece`. */
const pieces = new Schema(
  {
    _id: String,
    file: { type: String, required: true },
    piece: { type: Number, required: true },
    sealed: { type: Buffer, required: true },
    heldSince: { type: Date },
  },
  { collection: 'media_pieces', ...plain },
);
pieces.index({ file: 1, piece: 1 });
pieces.index({ heldSince: 1 }, { expireAfterSeconds: HELD_TTL_S });

export const MEDIA_SCHEMAS = { Media: media, MediaPiece: pieces } as const;

interface MediaRow extends Omit<StoredMedia, 'id'> {
  _id: string;
  heldSince?: Date;
}

interface PieceRow {
  _id: string;
  file: string;
  piece: number;
  sealed: unknown;
  heldSince?: Date;
}

const mediaOf = ({
  _id,
  conversation,
  file,
  type,
  bytes,
  sha256,
  pieces: count,
  key,
  at,
  ...row
}: MediaRow) => ({
  id: _id,
  conversation,
  file,
  type,
  bytes,
  sha256,
  pieces: count,
  key: bytesOf(key),
  at,
  case: row.case,
});

/** Conversations are named `channel:pseudonym`; `;` is what comes after `:`. */
const conversationsOf = (of: HeldOf): object | string =>
  'conversation' in of ? of.conversation : { $gte: `${of.channel}:`, $lt: `${of.channel};` };

/** Files over mongoose: rows in MongoDB or in the embedded store, the same code. */
export function createMediaStore(connection: Connection): MediaStore {
  const files = connection.model<MediaRow>('Media');
  const parts = connection.model<PieceRow>('MediaPiece');
  const removeFiles = async (filter: object): Promise<void> => {
    const rows = await files.find(filter).lean<MediaRow[]>();
    // The key goes first: what is left of a removal that was cut short cannot be read any more.
    await files.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
    await parts.deleteMany({ file: { $in: rows.map(({ file }) => file) } });
  };
  const find = async (id: string): Promise<StoredMedia | null> => {
    const row = await files.findById(id).lean<MediaRow | null>();
    return row ? mediaOf(row) : null;
  };
  return {
    find: (id) => reaching(() => find(id)),
    write: (file, piece, sealed, at) =>
      reaching(async () => {
        await parts.collection.insertOne({
          _id: `${file}/${piece}` as never,
          file,
          piece,
          sealed: Buffer.from(sealed),
          heldSince: new Date(at),
        });
      }),
    commit: (fresh) =>
      reaching(async () => {
        const { id, key, ...rest } = fresh;
        try {
          await files.create({ _id: id, ...rest, key: Buffer.from(key), heldSince: new Date(fresh.at) });
          return fresh;
        } catch (error) {
          const stands = isDuplicate(error) ? await find(id) : null;
          if (!stands) throw error;
          return stands;
        }
      }),
    abandon: (file) => reaching(async () => void (await parts.deleteMany({ file }))),
    pieces: async function* (of) {
      const rows = parts.find({ file: of.file }).sort({ piece: 1 }).lean<PieceRow[]>();
      for await (const { sealed } of rows.cursor({ batchSize: 8 })) yield bytesOf(sealed);
    },
    held: (of) =>
      reaching(async () => {
        const filter = { case: null, ...(of === undefined ? {} : { conversation: conversationsOf(of) }) };
        const [sum] = await files.aggregate<{ files: number; bytes: number }>([
          { $match: filter },
          { $group: { _id: null, files: { $sum: 1 }, bytes: { $sum: '$bytes' } } },
        ]);
        return { files: sum?.files ?? 0, bytes: sum?.bytes ?? 0 };
      }),
    attach: (ids, caseId) =>
      reaching(async () => {
        const mine = { _id: { $in: ids }, case: { $in: [null, caseId] } };
        const rows = await files.find(mine).lean<MediaRow[]>();
        // The pieces first: while the file is only held, it may still go as a whole.
        await parts.updateMany(
          { file: { $in: rows.map(({ file }) => file) } },
          { $unset: { heldSince: '' } },
        );
        await files.updateMany(mine, { $set: { case: caseId }, $unset: { heldSince: '' } });
        return (await files.find({ _id: { $in: ids }, case: caseId }).lean<MediaRow[]>()).map(
          ({ _id }) => _id,
        );
      }),
    remove: (ids) => reaching(() => removeFiles({ _id: { $in: ids } })),
    removeHeld: (conversation) => reaching(() => removeFiles({ conversation, case: null })),
  };
}
