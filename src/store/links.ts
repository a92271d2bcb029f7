import { type Connection, Schema } from 'mongoose';
import { type Link, LINK_MS, type LinkState } from '../domain/link.js';
import type { LinkStore } from '../ports/links.js';

/** What ended stays long enough for whoever repeats a step of it to see that. Milliseconds. */
const KEPT_MS = 8 * 24 * 3600 * 1000;

const links = new Schema(
  {
    _id: String,
    from: { type: String, required: true },
    to: { type: String, default: null },
    state: { type: String, required: true },
    until: { type: Number, default: null },
    joinedAt: { type: Number, default: null },
    /** When the row may go; absent while it joins two conversations. */
    expires: Date,
  },
  { collection: 'links', versionKey: false, autoIndex: false },
);
links.index({ from: 1, state: 1 });
links.index({ to: 1, state: 1 });
links.index({ expires: 1 }, { expireAfterSeconds: 0 });
export const LINK_SCHEMAS = { Link: links } as const;

interface StoredLink {
  _id: string;
  from: string;
  to: string | null;
  state: LinkState;
  until: number | null;
  joinedAt: number | null;
}

const toLink = ({ _id: id, from, to, state, until, joinedAt }: StoredLink): Link => ({
  id,
  from,
  to,
  state,
  until,
  joinedAt,
});

const keptUntil = (at: number): Date => new Date(at + KEPT_MS);

/** Each step is one write of one document under its state: it happened or it did not. */
export function createLinkStore(connection: Connection): LinkStore {
  const model = connection.model<StoredLink>('Link');
  const find = async (id: string): Promise<Link | null> => {
    const row = await model.findById(id).lean<StoredLink | null>();
    return row ? toLink(row) : null;
  };
  const open = (id: string, state: LinkState, at: number) => ({ _id: id, state, until: { $gt: at } });
  return {
    find,
    offer: async ({ id, from, until }) => {
      const fresh = { from, to: null, state: 'offered', until, joinedAt: null, expires: keptUntil(until) };
      await model.updateOne({ _id: id }, { $setOnInsert: fresh }, { upsert: true });
      await model.updateMany({ from, state: 'offered', until: { $lt: until } }, { $set: { state: 'ended' } });
    },
    claim: async (id, to, at) => {
      await model.updateOne(
        { ...open(id, 'offered', at), from: { $ne: to } },
        { $set: { state: 'claimed', to, until: at + LINK_MS } },
      );
      return find(id);
    },
    join: async (id, at) => {
      await model.updateOne(open(id, 'claimed', at), {
        $set: { state: 'joined', until: null, joinedAt: at },
        $unset: { expires: '' },
      });
      return find(id);
    },
    end: async (id, at) => {
      await model.updateOne(
        { _id: id, state: { $ne: 'ended' } },
        { $set: { state: 'ended', expires: keptUntil(at) } },
      );
      return find(id);
    },
    joining: async (conversations) => {
      const among = { $in: [...conversations] };
      const rows = await model
        .find({ state: 'joined', $or: [{ from: among }, { to: among }] })
        .sort({ joinedAt: 1, _id: 1 })
        .lean<StoredLink[]>();
      return rows.map(toLink);
    },
    forget: async (conversations) => {
      const among = { $in: [...conversations] };
      await model.deleteMany({ $or: [{ from: among }, { to: among }] });
    },
  };
}
