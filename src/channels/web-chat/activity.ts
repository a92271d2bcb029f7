import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject } from '../../domain/json.js';
import type { MessageBody } from '../../domain/message.js';
import type { TakenMedia } from '../../ports/media.js';
import { Problem } from '../../problem.js';

/** The bot's account as Direct Line clients see it. */
export const SERVICE = { id: 'participa', role: 'bot' } as const;
const MAX_EXTRAS = 4_096;

const small = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= MAX_EXTRAS, 'is too large');

/** What a client may send, as far as we keep and echo it. */
const incoming = z.object({
  type: z.string().min(1).max(40),
  text: z.string().max(40_000).optional(),
  value: z.unknown().optional(),
  locale: z.string().max(35).optional(),
  channelData: small.optional(),
  entities: z.array(small).max(10).optional(),
  attachments: z
    .array(z.object({ contentType: z.string().max(100), name: z.string().max(200).optional() }))
    .max(10)
    .optional(),
});

/** One activity from a Direct Line client, checked; unknown fields are dropped. */
export type IncomingActivity = z.infer<typeof incoming>;

/** @throws Problem `bad_request` naming the first wrong field. */
export function parseActivity(json: string): IncomingActivity {
  const value = parseJson(json);
  const parsed = incoming.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Problem('bad_request', `activity: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** @throws Problem `bad_request`. An empty body is an empty object. */
export function parseJson(json: string): unknown {
  try {
    return json.trim() === '' ? {} : JSON.parse(json);
  } catch {
    throw new Problem('bad_request', 'the body is not JSON');
  }
}

const OTHER_KINDS: Readonly<Record<string, string>> = {
  messageReaction: 'reaction',
  messageUpdate: 'edit',
  messageDelete: 'deletion',
};

/** What a person meant by an activity: usually one thing, none for mere signals (typing, conversationUpdate). */
export function bodiesOf(activity: IncomingActivity, files: readonly TakenMedia[] = []): MessageBody[] {
  const other = OTHER_KINDS[activity.type];
  if (other) return [{ kind: 'unsupported', what: other }];
  if (activity.type !== 'message') return [];
  const unread = files.length === 0 && (activity.attachments ?? []).length > 0;
  const bodies: MessageBody[] = [];
  const said = words(activity);
  if (said) bodies.push(said);
  if (unread) bodies.push({ kind: 'refused-media', why: 'unavailable' });
  for (const file of files)
    bodies.push(
      'media' in file ? { kind: 'media', media: file.media } : { kind: 'refused-media', why: file.refused },
    );
  return bodies.length > 0 ? bodies : [{ kind: 'text', text: '' }];
}

function words(activity: IncomingActivity): MessageBody | undefined {
  const { text, value } = activity;
  const option = (value as { option?: unknown } | null | undefined)?.option;
  if (typeof option === 'string') return { kind: 'choice', value: option, text: text ?? option };
  const place = activity.entities?.find((it) => it.type === 'GeoCoordinates');
  const { latitude, longitude, name } = place ?? {};
  if (typeof latitude === 'number' && typeof longitude === 'number')
    return { kind: 'location', latitude, longitude, ...(typeof name === 'string' ? { name } : {}) };
  return text?.trim() ? { kind: 'text', text } : undefined;
}

/** A client that ends a conversation may say so in words (a command), so that dialogs end as well. */
export function wordsOf({ text }: IncomingActivity): MessageBody[] {
  return text ? [{ kind: 'text', text }] : [];
}

/** The client's own id of an activity, by which a repeated send is known; Web Chat always gives one. */
export function clientIdOf(activity: IncomingActivity): string | undefined {
  const id = activity.channelData?.clientActivityID;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** An id that is the same whenever the same thing is sent again, and says nothing about who sent it. */
export const stableId = (...names: readonly string[]): string =>
  createHash('sha256').update(names.join('\n')).digest('base64url').slice(0, 22);

export interface ActivityFrame {
  readonly id: string;
  readonly conversation: string;
  readonly at: number;
}

const frame = ({ id, conversation, at }: ActivityFrame) => ({
  id,
  channelId: 'directline',
  conversation: { id: conversation },
  timestamp: new Date(at).toISOString(),
});

/** The person's own activity as all their tabs see it, from whom the token says and nobody else. */
export function echoOf(activity: IncomingActivity, user: string, at: ActivityFrame): JsonObject {
  return { ...(activity as JsonObject), ...frame(at), from: { id: user, role: 'user' } };
}

const BOLD = /(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/gu;

/** A reply, or the last piece of one, as an activity. `channelData.marked` keeps *bold* for pages that show it. */
export function replyActivity(
  reply: {
    readonly text: string;
    readonly options?: readonly { readonly value: string; readonly label: string }[];
  },
  user: string,
  at: ActivityFrame & { readonly replyToId?: string },
): JsonObject {
  const text = reply.text.replaceAll(BOLD, '$1');
  const actions = reply.options?.map(({ value, label }) => ({
    type: 'messageBack',
    title: label,
    displayText: label,
    text: label,
    value: { option: value },
  }));
  return {
    type: 'message',
    ...frame(at),
    from: SERVICE,
    recipient: { id: user },
    ...(at.replyToId === undefined ? {} : { replyToId: at.replyToId }),
    text,
    textFormat: 'plain',
    inputHint: 'expectingInput',
    ...(text === reply.text ? {} : { channelData: { marked: reply.text } }),
    ...(actions ? { suggestedActions: { to: [user], actions } } : {}),
  };
}

/** A sign that an answer is being made; never stored. */
export function typingActivity(at: ActivityFrame): JsonObject {
  return { type: 'typing', ...frame(at), from: SERVICE };
}
