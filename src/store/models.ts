import { type Connection, Schema } from 'mongoose';
import { AUDIT_SCHEMAS } from './audit.js';
import { CASE_SCHEMAS } from './case-models.js';
import { HANDOFF_SCHEMAS } from './handoffs.js';
import { MEDIA_SCHEMAS } from './media.js';
import { CONSULTATION_SCHEMAS } from './consultations.js';
import { LINK_SCHEMAS } from './links.js';
import { OBSERVATION_SCHEMAS } from './observations.js';
import { PARKED_SCHEMAS } from './parked.js';
import { WHATSAPP_SCHEMAS } from './whatsapp-models.js';

/** Every collection's shape and indexes in one place; created at start, checked by `participa doctor`. Words that a
 * person wrote are never here in clear: `sealed` fields hold AES-256-GCM ciphertext. */
const inbox = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    at: { type: Number, required: true },
    receivedAt: { type: Number, required: true },
    attempts: { type: Number, required: true },
    partition: { type: Number, required: true },
    parked: { type: Boolean },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'inbox', versionKey: false, autoIndex: false },
);
inbox.index({ conversation: 1 });
inbox.index({ partition: 1, receivedAt: 1 });

const conversations = new Schema(
  {
    _id: String,
    channel: { type: String, required: true },
    partition: { type: Number, required: true },
    v: { type: Number, required: true },
    mark: { type: String, required: true },
    nextSeq: { type: Number, required: true },
    seen: { type: [{ _id: false, hash: String, at: Number }], required: true },
    /** Address, state and `out`. */
    sealed: { type: Buffer, required: true },
    outAt: { type: Number },
    begun: { type: Number },
    updatedAt: { type: Number, required: true },
    erased: { type: Boolean },
  },
  { collection: 'conversations', versionKey: false, autoIndex: false },
);
conversations.index({ outAt: 1 }, { sparse: true });

/** Sent messages are kept this long: history, retry receipts, delivery states. Seconds. */
const MESSAGES_TTL_S = 30 * 24 * 3600;
const messages = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    seq: { type: Number, required: true },
    providerId: { type: String, required: true },
    at: { type: Date, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'messages', versionKey: false, autoIndex: false },
);
messages.index({ conversation: 1, seq: 1 });
messages.index({ providerId: 1 });
messages.index({ at: 1 }, { expireAfterSeconds: MESSAGES_TTL_S });

/** What web chat windows were shown, kept as long as a sent message. */
const activities = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    seq: { type: Number, required: true },
    activity: { type: String, required: true },
    at: { type: Date, required: true },
    sealed: { type: Buffer, required: true },
  },
  { collection: 'activities', versionKey: false, autoIndex: false },
);
activities.index({ conversation: 1, seq: 1 });
activities.index({ conversation: 1, activity: 1 });
activities.index({ at: 1 }, { expireAfterSeconds: MESSAGES_TTL_S });

/** Which figures are asked for and missing, which messages were not understood. */
const missed = new Schema(
  {
    _id: String,
    kind: { type: String, required: true },
    at: { type: Number, required: true },
    indicator: String,
    territory: String,
    period: String,
    disaggregation: String,
    /** Personal data removed before it comes here. */
    text: String,
  },
  { collection: 'missed', versionKey: false, autoIndex: false },
);
missed.index({ kind: 1, at: 1 });

const alerts = new Schema(
  {
    _id: String,
    conversation: { type: String, required: true },
    kind: { type: String, required: true },
    state: {
      startedAt: { type: Number, required: true },
      notified: [{ _id: false, person: String, at: Number }],
      acknowledged: { type: { _id: false, by: String, at: Number }, default: null },
    },
    open: { type: Boolean, required: true },
    version: { type: Number, required: true },
    case: String,
  },
  { collection: 'alerts', versionKey: false, autoIndex: false },
);
alerts.index({ open: 1, 'state.startedAt': 1 });
alerts.index({ conversation: 1, open: 1 });

const SCHEMAS = {
  Inbox: inbox,
  Conversation: conversations,
  SentMessage: messages,
  Activity: activities,
  Missed: missed,
  ...WHATSAPP_SCHEMAS,
  ...CASE_SCHEMAS,
  ...AUDIT_SCHEMAS,
  ...HANDOFF_SCHEMAS,
  ...MEDIA_SCHEMAS,
  ...LINK_SCHEMAS,
  ...CONSULTATION_SCHEMAS,
  ...OBSERVATION_SCHEMAS,
  ...PARKED_SCHEMAS,
  Alert: alerts,
} as const;
export type ModelName = keyof typeof SCHEMAS;

/** Registers every model on a connection. */
export function defineModels(connection: Connection): void {
  for (const [name, schema] of Object.entries(SCHEMAS)) connection.model(name, schema);
}

/** Creates collections' indexes that are missing. */
export async function createIndexes(connection: Connection): Promise<void> {
  await Promise.all(Object.keys(SCHEMAS).map((name) => connection.model(name).createIndexes()));
}
