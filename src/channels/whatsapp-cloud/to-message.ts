import { createHash } from 'node:crypto';
import type { Message, MessageBody } from '../../domain/message.js';
import type { CloudMessage } from './payload.js';

/** A person's address: as WhatsApp Web writes it, so that a service that moves to the Cloud API keeps its conversations. */
export const addressOf = (waId: string): string => `${waId}@s.whatsapp.net`;
export const waIdOf = (address: string): string => address.split('@')[0] ?? address;

/** A wamid holds the number of the person in base64; its digest names the message and nobody. */
export const messageIdOf = (wamid: string): string =>
  createHash('sha256').update(wamid).digest('base64url').slice(0, 27);

/** Meta's id of the file that came with a message, if any. */
export const fileIdOf = ({ image, video, audio, document }: CloudMessage): string | undefined =>
  (image ?? video ?? audio ?? document)?.id;

/** The message that a file is: beside the words that came with it, if any. */
export const fileMessage = (channel: string, message: CloudMessage, body: MessageBody): Message => ({
  ...frameOf(channel, message),
  id: `${messageIdOf(message.id)}${bodyOf(message) ? '.file' : ''}`,
  body,
});

/** What a person said, or null where they said nothing or only sent a file. */
export function toMessage(channel: string, message: CloudMessage): Message | null {
  const body = bodyOf(message);
  if (!body) return null;
  return { ...frameOf(channel, message), body };
}

const frameOf = (channel: string, message: CloudMessage): Omit<Message, 'body'> => ({
  id: messageIdOf(message.id),
  channel,
  address: addressOf(message.from),
  at: message.timestamp * 1000,
});

const unsupported = (what: string): MessageBody => ({ kind: 'unsupported', what });
/** Words beside a picture count as said: danger may be among them. */
const captionOf = ({ image, video, document }: CloudMessage): MessageBody | null => {
  const caption = (image ?? video ?? document)?.caption;
  return caption?.trim() ? { kind: 'text', text: caption } : null;
};

const UNSUPPORTED: Readonly<Record<string, string>> = {
  sticker: 'sticker',
  contacts: 'contact',
};
/** Told about the person, not by them: a changed number, an opened chat. */
const SILENT = new Set(['system', 'request_welcome']);

function bodyOf(message: CloudMessage): MessageBody | null {
  const { type, text, button, interactive, location, reaction } = message;
  if (SILENT.has(type)) return null;
  if (text) return text.body.trim() ? { kind: 'text', text: text.body } : null;
  const reply = interactive?.button_reply ?? interactive?.list_reply;
  if (reply) return { kind: 'choice', value: reply.id, text: reply.title };
  if (button) return { kind: 'choice', value: button.payload ?? button.text, text: button.text };
  if (location) {
    const { latitude, longitude, name } = location;
    return { kind: 'location', latitude, longitude, ...(name ? { name } : {}) };
  }
  if (fileIdOf(message)) return captionOf(message);
  /** A reaction without an emoji takes an earlier one back. */
  if (reaction) return reaction.emoji ? unsupported('reaction') : null;
  return unsupported(UNSUPPORTED[type] ?? 'other');
}
