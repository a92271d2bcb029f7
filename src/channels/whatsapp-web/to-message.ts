import { createHash } from 'node:crypto';
import type { proto, WAMessage, WAMessageContent } from '@whiskeysockets/baileys';
import type { MessageBody } from '../../domain/message.js';
import { personJid } from './jid.js';

/** A message as it came from a person, before it is known who they are over all their addresses. */
export interface Incoming {
  readonly waId: string;
  readonly jid: string;
  /** The same person's other address (LID or phone number), where WhatsApp told it. */
  readonly alt?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What was said; null where only a file came. */
  readonly body: MessageBody | null;
  readonly file?: WhatsappFile;
}

/** A file that lies encrypted on WhatsApp's servers. */
export interface WhatsappFile {
  readonly kind: 'image' | 'video' | 'ptv' | 'audio' | 'document';
  readonly content: FileContent;
}

type FileContent = Pick<proto.Message.IImageMessage, 'url' | 'directPath' | 'mediaKey' | 'fileSha256'>;

/** What a person sent, or null where there is nothing to answer: our own echoes, groups, protocol traffic, stubs. */
export function toIncoming(message: WAMessage): Incoming | null {
  const { key } = message;
  const jid = personJid(key.remoteJid);
  if (!jid || !key.id || key.fromMe || message.category === 'peer') return null;
  const content = message.message ? unwrap(message.message) : null;
  const file = content ? fileOf(content) : null;
  const body = content ? bodyOf(content) : null;
  if (!body && !file) return null;
  const alt = personJid(key.remoteJidAlt);
  return {
    waId: key.id,
    jid,
    ...(alt ? { alt } : {}),
    at: millisecondsOf(message.messageTimestamp),
    body,
    ...(file ? { file } : {}),
  };
}

/** The message's id within the channel. WhatsApp's ids are unique per sender only; the digest binds both and tells
 * nobody's number. */
export const messageIdOf = (person: string, waId: string): string =>
  createHash('sha256').update(`${person}\n${waId}`).digest('base64url').slice(0, 27);

const millisecondsOf = (timestamp: WAMessage['messageTimestamp']): number => Number(timestamp ?? 0) * 1000;

const text = (value: string | null | undefined): MessageBody | null =>
  value?.trim() ? { kind: 'text', text: value } : null;
const choice = (value: string | null | undefined, label: string | null | undefined): MessageBody | null =>
  value ? { kind: 'choice', value, text: label ?? value } : null;
const unsupported = (what: string): MessageBody => ({ kind: 'unsupported', what });
/** Wrappers that hold another message: disappearing, view once, document with caption, edited. */
function unwrap(content: WAMessageContent): WAMessageContent {
  let inner = content;
  for (let depth = 0; depth < 5; depth += 1) {
    const next =
      inner.ephemeralMessage?.message ??
      inner.viewOnceMessage?.message ??
      inner.viewOnceMessageV2?.message ??
      inner.viewOnceMessageV2Extension?.message ??
      inner.documentWithCaptionMessage?.message ??
      inner.associatedChildMessage?.message ??
      inner.editedMessage?.message ??
      inner.deviceSentMessage?.message ??
      (inner.protocolMessage?.type === MESSAGE_EDIT ? inner.protocolMessage.editedMessage : undefined);
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

/** proto.Message.ProtocolMessage.Type; the numbers are the wire's. */
const REVOKE = 0;
const MESSAGE_EDIT = 14;

const bodyOf = (it: WAMessageContent): MessageBody | null =>
  wordsOf(it) ?? choiceOf(it) ?? placeOf(it) ?? otherOf(it);

const wordsOf = (it: WAMessageContent): MessageBody | null =>
  text(it.conversation) ?? text(it.extendedTextMessage?.text) ?? captionOf(it);

/** Words beside a picture count as said: danger may be among them. */
const captionOf = (it: WAMessageContent): MessageBody | null =>
  text(it.imageMessage?.caption) ??
  text(it.videoMessage?.caption) ??
  text(it.ptvMessage?.caption) ??
  text(it.documentMessage?.caption);

function choiceOf(it: WAMessageContent): MessageBody | null {
  const {
    buttonsResponseMessage: button,
    listResponseMessage: list,
    templateButtonReplyMessage: template,
  } = it;
  return (
    choice(button?.selectedButtonId, button?.selectedDisplayText) ??
    choice(list?.singleSelectReply?.selectedRowId, list?.title) ??
    choice(template?.selectedId, template?.selectedDisplayText) ??
    flowChoiceOf(it)
  );
}

function flowChoiceOf(it: WAMessageContent): MessageBody | null {
  const response = it.interactiveResponseMessage;
  const json = response?.nativeFlowResponseMessage?.paramsJson;
  if (!json) return null;
  try {
    const { id } = JSON.parse(json) as { id?: unknown };
    return typeof id === 'string' ? choice(id, response?.body?.text) : unsupported('form');
  } catch {
    return unsupported('form');
  }
}

function placeOf(it: WAMessageContent): MessageBody | null {
  const place = it.locationMessage ?? it.liveLocationMessage;
  if (typeof place?.degreesLatitude !== 'number' || typeof place.degreesLongitude !== 'number') return null;
  const name = it.locationMessage?.name ?? it.locationMessage?.address;
  return {
    kind: 'location',
    latitude: place.degreesLatitude,
    longitude: place.degreesLongitude,
    ...(name ? { name } : {}),
  };
}

const FILES = ['image', 'video', 'ptv', 'audio', 'document'] as const;

function fileOf(it: WAMessageContent): WhatsappFile | null {
  for (const kind of FILES) {
    const content = it[`${kind}Message`];
    if (content) return { kind, content };
  }
  return null;
}

/** Kinds that carry nothing to answer when nothing was read from them above. */
const SILENT = new Set([
  'conversation',
  'extendedTextMessage',
  'messageContextInfo',
  'senderKeyDistributionMessage',
  'protocolMessage',
  'reactionMessage',
]);

function otherOf(it: WAMessageContent): MessageBody | null {
  if (fileOf(it)) return null;
  if (it.stickerMessage || it.lottieStickerMessage) return unsupported('sticker');
  if (it.protocolMessage?.type === REVOKE) return unsupported('deletion');
  /** An empty reaction takes an earlier one back. */
  if (it.reactionMessage?.text) return unsupported('reaction');
  if (it.contactMessage || it.contactsArrayMessage) return unsupported('contact');
  if (it.pollCreationMessage || it.pollCreationMessageV2 || it.pollCreationMessageV3 || it.pollUpdateMessage)
    return unsupported('poll');
  const said = Object.entries(it).some(([kind, value]) => value && !SILENT.has(kind));
  return said ? unsupported('other') : null;
}
