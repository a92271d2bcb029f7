import { createHash } from 'node:crypto';
import type { Message, MessageBody } from '../../domain/message.js';
import type { CloudMessage } from './payload.js';

/** A person's address: as WhatsApp Web writes it, so that a service that moves to the Cloud API keeps its conversations. */
export const addressOf = (waId: string): string => `${waId}@s.whatsapp.net`;
export const waIdOf = (address: string): string => address.split('@')[0] ?? address;

/** A wamid holds the number of the person in base64; its digest names the message and nobody. */
export const messageIdOf = (wamid: string): string =>
  createHash('sha256').update(wamid).digest('base64url').slice(0, 27);

/** What a person sent, or null where there is nothing to answer. */
export function toMessage(channel: string, message: CloudMessage): Message | null {
  const body = bodyOf(message);
  if (!body) return null;
  return {
    id: messageIdOf(message.id),
    channel,
    address: addressOf(message.from),
    at: message.timestamp * 1000,
    body,
  };
}

const unsupported = (what: string): MessageBody => ({ kind: 'unsupported', what });
/** Words beside a picture count as said: danger may be among them. */
const captioned = (what: string, caption: string | undefined): MessageBody =>
  caption?.trim() ? { kind: 'text', text: caption } : unsupported(what);

const UNSUPPORTED: Readonly<Record<string, string>> = {
  audio: 'audio',
  sticker: 'sticker',
  contacts: 'contact',
};
/** Told about the person, not by them: a changed number, an opened chat. */
const SILENT = new Set(['system', 'request_welcome']);

function bodyOf(message: CloudMessage): MessageBody | null {
  const { type, text, button, interactive, location, image, video, document, reaction } = message;
  if (SILENT.has(type)) return null;
  if (text) return text.body.trim() ? { kind: 'text', text: text.body } : null;
  const reply = interactive?.button_reply ?? interactive?.list_reply;
  if (reply) return { kind: 'choice', value: reply.id, text: reply.title };
  if (button) return { kind: 'choice', value: button.payload ?? button.text, text: button.text };
  if (location) {
    const { latitude, longitude, name } = location;
    return { kind: 'location', latitude, longitude, ...(name ? { name } : {}) };
  }
  if (image) return captioned('image', image.caption);
  if (video) return captioned('video', video.caption);
  if (document) return captioned('document', document.caption);
  /** A reaction without an emoji takes an earlier one back. */
  if (reaction) return reaction.emoji ? unsupported('reaction') : null;
  return unsupported(UNSUPPORTED[type] ?? 'other');
}
