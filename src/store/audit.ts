import { type Connection, Schema } from 'mongoose';
import { appendAudit, AUDIT_START, type AuditEntry, type AuditLink } from '../engine/sealing/audit-chain.js';
import type { Keyring } from '../engine/sealing/keyring.js';
import type { AuditTrail } from '../ports/audit.js';
import { Problem } from '../problem.js';
import { isDuplicate } from './reaching.js';

/** Numbered from 1 without gaps: two who write at once cannot both be the next row. */
const audit = new Schema(
  {
    _id: Number,
    subject: { type: String, required: true },
    entry: { type: Schema.Types.Mixed, required: true },
    key: { type: Number, required: true },
    link: { type: String, required: true },
  },
  { collection: 'audit', minimize: false, versionKey: false, autoIndex: false },
);
audit.index({ subject: 1 });
export const AUDIT_SCHEMAS = { Audit: audit } as const;

interface StoredLink extends AuditLink {
  _id: number;
  subject: string;
}

const TRIES = 20;

export function createAuditTrail(connection: Connection, ring: Keyring): AuditTrail {
  const model = connection.model<StoredLink>('Audit');
  const appended = async (entry: AuditEntry): Promise<boolean> => {
    const last = await model.findOne().sort({ _id: -1 }).lean<StoredLink | null>();
    const link = appendAudit(last?.link ?? AUDIT_START, entry, ring);
    try {
      await model.create({ _id: (last?._id ?? 0) + 1, subject: entry.subject, ...link });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  };
  return {
    write: async (entry) => {
      for (let tried = 0; tried < TRIES; tried += 1) if (await appended(entry)) return;
      throw new Problem('audit_busy', 'the audit trail is written too often', { retryable: true });
    },
    of: async (subject) => {
      const rows = await model.find({ subject }).sort({ _id: 1 }).lean<StoredLink[]>();
      return rows.map(({ entry }) => entry);
    },
    all: async () => {
      const rows = await model.find().sort({ _id: 1 }).lean<StoredLink[]>();
      return rows.map(({ entry, key, link }) => ({ entry, key, link }));
    },
  };
}
