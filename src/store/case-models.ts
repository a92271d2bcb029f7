import { Schema } from 'mongoose';

const plain = { versionKey: false, autoIndex: false } as const;

/** A case as a whole in `case`, with what is looked up beside it. Its words are sealed under its own key. */
const cases = new Schema(
  {
    _id: String,
    code: { type: String, required: true },
    conversation: { type: String, required: true },
    version: { type: Number, required: true },
    status: { type: String, required: true },
    urgency: { type: String, required: true },
    agency: { type: String, default: null },
    queued: { type: Boolean, required: true },
    updatedAt: { type: Number, required: true },
    /** When the first open delivery is due; absent when none is. */
    dueAt: Number,
    /** What each body is to be told next: to whom, not before when, decided when. */
    due: { type: [{ _id: false, to: String, at: Number, since: Number }], default: undefined },
    /** Events that have not entered the citizen's inbox. */
    untold: { type: Boolean },
    /** Urgent and nobody has it yet. */
    alerting: { type: Boolean },
    case: { type: Schema.Types.Mixed, required: true },
  },
  { collection: 'cases', minimize: false, ...plain },
);
cases.index({ code: 1 }, { unique: true });
cases.index({ conversation: 1 });
cases.index({ agency: 1, updatedAt: 1 });
cases.index({ queued: 1, urgency: 1, updatedAt: -1 });
cases.index({ urgency: 1, dueAt: 1 });
cases.index({ dueAt: 1 }, { sparse: true });
cases.index({ untold: 1 }, { sparse: true });
cases.index({ alerting: 1 }, { sparse: true });

/** Parts of stories too long for a conversation's state, until the case takes them. Seconds. */
const STORY_TTL_S = 30 * 24 * 3600;
const stories = new Schema(
  { _id: String, at: { type: Date, required: true }, sealed: { type: Buffer, required: true } },
  { collection: 'stories', ...plain },
);
stories.index({ at: 1 }, { expireAfterSeconds: STORY_TTL_S });

const agencies = new Schema(
  { _id: String, agency: { type: Schema.Types.Mixed, required: true } },
  { collection: 'agencies', ...plain },
);

const roster = new Schema(
  { _id: String, people: { type: Schema.Types.Mixed, required: true } },
  { collection: 'roster', minimize: false, ...plain },
);

const deliveryCounts = new Schema(
  {
    _id: String,
    delivered: Number,
    failed: Number,
    uncertain: Number,
    lastDeliveredAt: Number,
    lastFailedAt: Number,
    lastError: String,
  },
  { collection: 'deliverycounts', ...plain },
);

export const CASE_SCHEMAS = {
  Case: cases,
  Story: stories,
  Agency: agencies,
  Roster: roster,
  DeliveryCount: deliveryCounts,
} as const;
