import { describe, expect, test } from '@jest/globals';
import type { WAMessage, WAMessageContent } from '@whiskeysockets/baileys';
import { messageIdOf, toIncoming } from '../../../src/channels/whatsapp-web/to-message.js';

const JID = '573000000001@s.whatsapp.net';
const message = (content: WAMessageContent | undefined, key: object = {}): WAMessage =>
  ({
    key: { remoteJid: JID, id: 'A1', fromMe: false, ...key },
    messageTimestamp: 1_700_000_000,
    message: content,
  }) as WAMessage;
const body = (content: unknown) => toIncoming(message(content as WAMessageContent))?.body ?? null;
const text = (said: string) => ({ kind: 'text', text: said });
const unsupported = (what: string) => ({ kind: 'unsupported', what });

describe('what a person sent', () => {
  test.each([
    ['plain text', { conversation: 'hola' }, text('hola')],
    ['a quoted reply', { extendedTextMessage: { text: 'sí', contextInfo: { stanzaId: 'B' } } }, text('sí')],
    ['disappearing', { ephemeralMessage: { message: { conversation: 'hola' } } }, text('hola')],
    [
      'view once within disappearing',
      {
        ephemeralMessage: {
          message: { viewOnceMessageV2: { message: { imageMessage: { caption: 'mire' } } } },
        },
      },
      text('mire'),
    ],
    [
      'a correction',
      { protocolMessage: { type: 14, key: { id: 'B' }, editedMessage: { conversation: 'no, Palmira' } } },
      text('no, Palmira'),
    ],
    [
      'a button',
      { buttonsResponseMessage: { selectedButtonId: '2', selectedDisplayText: 'Tuluá' } },
      { kind: 'choice', value: '2', text: 'Tuluá' },
    ],
    [
      'a list row',
      { listResponseMessage: { title: 'Tuluá', singleSelectReply: { selectedRowId: '2' } } },
      { kind: 'choice', value: '2', text: 'Tuluá' },
    ],
    [
      'a template button',
      { templateButtonReplyMessage: { selectedId: 'yes', selectedDisplayText: 'Sí' } },
      { kind: 'choice', value: 'yes', text: 'Sí' },
    ],
    [
      'a flow button',
      {
        interactiveResponseMessage: {
          body: { text: 'Sí' },
          nativeFlowResponseMessage: { paramsJson: '{"id":"yes"}' },
        },
      },
      { kind: 'choice', value: 'yes', text: 'Sí' },
    ],
    [
      'a place',
      { locationMessage: { degreesLatitude: 4.08, degreesLongitude: -76.2, name: 'Parque' } },
      { kind: 'location', latitude: 4.08, longitude: -76.2, name: 'Parque' },
    ],
    [
      'a live place',
      { liveLocationMessage: { degreesLatitude: 0, degreesLongitude: 0 } },
      { kind: 'location', latitude: 0, longitude: 0 },
    ],
    ['words beside a picture', { imageMessage: { caption: 'me quiere matar' } }, text('me quiere matar')],
    [
      'words beside a document',
      { documentWithCaptionMessage: { message: { documentMessage: { caption: 'la queja' } } } },
      text('la queja'),
    ],
    ['a sticker', { stickerMessage: {} }, unsupported('sticker')],
    ['a contact', { contactMessage: { displayName: 'x' } }, unsupported('contact')],
    ['several contacts', { contactsArrayMessage: {} }, unsupported('contact')],
    ['a poll', { pollCreationMessageV3: { name: 'x' } }, unsupported('poll')],
    ['a vote', { pollUpdateMessage: {} }, unsupported('poll')],
    ['a reaction', { reactionMessage: { text: '👍', key: { id: 'B' } } }, unsupported('reaction')],
    ['a reaction taken back', { reactionMessage: { text: '', key: { id: 'B' } } }, null],
    ['a deletion', { protocolMessage: { type: 0, key: { id: 'B' } } }, unsupported('deletion')],
    ['a kind nobody knows yet', { eventMessage: { name: 'x' } }, unsupported('other')],
    [
      'a broken flow answer',
      { interactiveResponseMessage: { nativeFlowResponseMessage: { paramsJson: '{' } } },
      unsupported('form'),
    ],
    ['a change of settings', { protocolMessage: { type: 3 } }, null],
    ['keys only', { senderKeyDistributionMessage: { groupId: 'x' }, messageContextInfo: {} }, null],
    ['empty text', { conversation: '  ' }, null],
  ])('%s', (_name, content, expected) => {
    expect(body(content)).toEqual(expected);
  });

  test.each([
    ['a picture', { imageMessage: { url: 'u' } }, 'image'],
    ['a voice note', { audioMessage: { ptt: true } }, 'audio'],
    ['a video', { videoMessage: {} }, 'video'],
    ['a round video', { ptvMessage: {} }, 'ptv'],
    ['a document', { documentWithCaptionMessage: { message: { documentMessage: {} } } }, 'document'],
  ])('%s is a file to be fetched, and nothing said', (_name, content, kind) => {
    const incoming = toIncoming(message(content as WAMessageContent));
    expect(incoming?.file?.kind).toBe(kind);
    expect(incoming?.body).toBeNull();
  });

  test('words beside a picture are said, and the picture is fetched as well', () => {
    const incoming = toIncoming(message({ imageMessage: { caption: 'me quiere matar' } }));
    expect([incoming?.body, incoming?.file?.kind]).toEqual([text('me quiere matar'), 'image']);
  });

  test.each([
    ['our own echo', { fromMe: true }],
    ['a group', { remoteJid: '1203630@g.us', participant: JID }],
    ['a status', { remoteJid: 'status@broadcast' }],
    ['a newsletter', { remoteJid: '1203630@newsletter' }],
    ['no id', { id: undefined }],
  ])('%s is not answered', (_name, key) => {
    expect(toIncoming(message({ conversation: 'hola' }, key))).toBeNull();
  });

  test('what could not be decrypted is not answered', () => {
    expect(toIncoming(message(undefined))).toBeNull();
  });

  test('devices and hosting do not make another person, and the other address comes along', () => {
    const from = message(
      { conversation: 'hola' },
      { remoteJid: '99887766554433:3@lid', remoteJidAlt: '573000000001:3@s.whatsapp.net' },
    );
    expect(toIncoming(from)).toEqual({
      waId: 'A1',
      jid: '99887766554433@lid',
      alt: JID,
      at: 1_700_000_000_000,
      body: text('hola'),
    });
  });
});

describe('the id of a message', () => {
  test('is the same when it comes again and another for another person', () => {
    expect(messageIdOf(JID, 'A1')).toBe(messageIdOf(JID, 'A1'));
    expect(messageIdOf(JID, 'A1')).not.toBe(messageIdOf('573000000002@s.whatsapp.net', 'A1'));
  });

  test('tells nobody a number', () => {
    expect(messageIdOf(JID, 'A1')).toMatch(/^[\w-]{27}$/);
  });
});
