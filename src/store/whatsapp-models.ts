import { Schema } from 'mongoose';

/** Who may do what only one instance may do. */
const leases = new Schema(
  {
    _id: String,
    holder: String,
    fence: { type: Number, required: true },
    until: { type: Number, required: true },
  },
  { collection: 'leases', versionKey: false, autoIndex: false },
);

/** Credentials and keys of the linked WhatsApp number, one a row under a pseudonym; see store/whatsapp-auth.ts. */
const whatsappAuth = new Schema(
  {
    _id: String,
    fence: { type: Number, required: true },
    sealed: Buffer,
    generation: Number,
    state: String,
    since: Number,
    reason: String,
  },
  { collection: 'whatsapp_auth', versionKey: false, autoIndex: false },
);

/** Which WhatsApp addresses belong to one person. */
const whatsappAddresses = new Schema(
  { _id: String, sealed: { type: Buffer, required: true } },
  { collection: 'whatsapp_addresses', versionKey: false, autoIndex: false },
);

/** What a channel sent, by the provider's id. Kept for as long as a device may ask for it again. Seconds. */
const SENT_TEXTS_TTL_S = 14 * 24 * 3600;
const sentTexts = new Schema(
  {
    _id: String,
    sealed: { type: Buffer, required: true },
    rank: { type: Number, required: true },
    at: { type: Date, required: true },
    /** Only where it failed: the provider's code. */
    because: String,
  },
  { collection: 'sent_texts', versionKey: false, autoIndex: false },
);
sentTexts.index({ at: 1 }, { expireAfterSeconds: SENT_TEXTS_TTL_S });

/** Collections of the WhatsApp channels, registered with all the others in models.ts. */
export const WHATSAPP_SCHEMAS = {
  Lease: leases,
  WhatsappAuth: whatsappAuth,
  WhatsappAddress: whatsappAddresses,
  SentText: sentTexts,
} as const;
