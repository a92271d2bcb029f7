import { describe, expect, test } from '@jest/globals';
import { bodiesOf, echoOf, parseActivity, replyActivity } from '../../../src/channels/web-chat/activity.js';

const bodies = (activity: object) => bodiesOf(parseActivity(JSON.stringify(activity)));
const AT = { id: 'i', conversation: 'c', at: Date.UTC(2026, 10, 23, 15) };

describe('what a person means by an activity', () => {
  test.each([
    ['a text', { type: 'message', text: 'hola' }, [{ kind: 'text', text: 'hola' }]],
    ['nothing written', { type: 'message' }, [{ kind: 'text', text: '' }]],
    [
      'a button',
      { type: 'message', text: 'Sí', value: { option: 'yes' } },
      [{ kind: 'choice', value: 'yes', text: 'Sí' }],
    ],
    [
      'a value that is no button',
      { type: 'message', text: 'x', value: { a: 1 } },
      [{ kind: 'text', text: 'x' }],
    ],
    [
      'a place',
      { type: 'message', entities: [{ type: 'GeoCoordinates', latitude: 4, longitude: -76, name: 'Tuluá' }] },
      [{ kind: 'location', latitude: 4, longitude: -76, name: 'Tuluá' }],
    ],
    [
      'a file with words',
      { type: 'message', text: 'mire', attachments: [{ contentType: 'image/png' }] },
      [
        { kind: 'text', text: 'mire' },
        { kind: 'refused-media', why: 'unavailable' },
      ],
    ],
    ['an edit', { type: 'messageUpdate', text: 'x' }, [{ kind: 'unsupported', what: 'edit' }]],
    ['typing', { type: 'typing' }, []],
    ['a client that joins', { type: 'event', name: 'webchat/join' }, []],
  ])('%s', (_name, activity, expected) => {
    expect(bodies(activity)).toEqual(expected);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no type', '{"text":"x"}'],
    ['a text without end', JSON.stringify({ type: 'message', text: 'x'.repeat(40_001) })],
    ['much channelData', JSON.stringify({ type: 'message', channelData: { x: 'x'.repeat(5_000) } })],
  ])('%s is refused by name', (_name, json) => {
    expect(() => parseActivity(json)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});

describe('activities as clients see them', () => {
  test('the person’s own is from whom the token says, whatever it claims, and keeps channelData', () => {
    const sent = parseActivity(
      JSON.stringify({
        type: 'message',
        text: 'hola',
        from: { id: 'participa', role: 'bot' },
        conversation: { id: 'other' },
        channelData: { clientActivityID: 'a' },
      }),
    );
    expect(echoOf(sent, 'dl_me', AT)).toEqual({
      type: 'message',
      text: 'hola',
      channelData: { clientActivityID: 'a' },
      id: 'i',
      channelId: 'directline',
      conversation: { id: 'c' },
      timestamp: '2026-11-23T15:00:00.000Z',
      from: { id: 'dl_me', role: 'user' },
    });
  });

  test('options are buttons that answer with their value, and numbers in the text', () => {
    const reply = { text: '*Escoja*:\n1. Sí', options: [{ value: 'yes', label: 'Sí' }] };
    expect(replyActivity(reply, 'dl_me', { ...AT, replyToId: 'q' })).toMatchObject({
      text: 'Escoja:\n1. Sí',
      textFormat: 'plain',
      replyToId: 'q',
      channelData: { marked: '*Escoja*:\n1. Sí' },
      suggestedActions: {
        to: ['dl_me'],
        actions: [
          { type: 'messageBack', title: 'Sí', text: 'Sí', displayText: 'Sí', value: { option: 'yes' } },
        ],
      },
    });
  });
});
