import { z } from 'zod';

const words = z.string().optional();

/** A file by Meta's id ("Webhooks: media messages"). */
const file = z.object({ id: z.string().regex(/^[\w-]+$/), caption: words });

/** One message of a webhook (Cloud API, "Webhooks: messages"). Only what is read; a kind that is not known stays. */
const message = z.object({
  from: z.string().regex(/^\d{5,20}$/),
  id: z.string().min(1),
  timestamp: z.coerce.number(),
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  button: z.object({ payload: words, text: z.string() }).optional(),
  interactive: z
    .object({
      button_reply: z.object({ id: z.string(), title: z.string() }).optional(),
      list_reply: z.object({ id: z.string(), title: z.string() }).optional(),
    })
    .optional(),
  location: z.object({ latitude: z.number(), longitude: z.number(), name: words }).optional(),
  image: file.optional(),
  video: file.optional(),
  audio: file.optional(),
  document: file.optional(),
  reaction: z.object({ emoji: words }).optional(),
});
export type CloudMessage = z.infer<typeof message>;

const status = z.object({
  id: z.string().min(1),
  status: z.string(),
  errors: z.array(z.object({ code: z.number() })).optional(),
});
export type CloudStatus = z.infer<typeof status>;

const payload = z.object({
  entry: z.array(
    z.object({
      changes: z.array(
        z.object({
          field: z.string(),
          value: z.object({
            metadata: z.object({ phone_number_id: z.string() }).optional(),
            messages: z.array(z.unknown()).optional(),
            statuses: z.array(z.unknown()).optional(),
          }),
        }),
      ),
    }),
  ),
});

export interface Batch {
  readonly messages: readonly CloudMessage[];
  readonly statuses: readonly CloudStatus[];
  /** Messages and statuses that did not have the documented shape. */
  readonly unread: number;
}

/** Every message and status for our number, in the order they came; null when it is not a webhook of the Cloud API. */
export function readPayload(body: Uint8Array, phoneNumberId: string): Batch | null {
  const parsed = payload.safeParse(parseJson(body));
  if (!parsed.success) return null;
  const values = parsed.data.entry
    .flatMap((entry) => entry.changes)
    .filter(({ field, value }) => field === 'messages' && value.metadata?.phone_number_id === phoneNumberId)
    .map(({ value }) => value);
  const given = values.flatMap((value) => value.messages ?? []);
  const states = values.flatMap((value) => value.statuses ?? []);
  const messages = given.flatMap((it) => message.safeParse(it).data ?? []);
  const statuses = states.flatMap((it) => status.safeParse(it).data ?? []);
  return { messages, statuses, unread: given.length + states.length - messages.length - statuses.length };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
