import { expect, test } from '@jest/globals';
import { Conversation } from '../../support/conversation.js';

test('who has their data erased leaves no message behind that waited for a person to look at it', async () => {
  const person = await Conversation.open();
  const { rows } = person.memory;
  const body = { kind: 'text', text: 'lo que no se pudo leer' } as const;
  const message = { id: 'x', channel: 'terminal', address: 'persona', at: 1, body };
  const parked = (id: string, conversation: string) =>
    rows.set(id, { id, conversation, message, receivedAt: 1, attempts: 3, parked: true });
  parked('mine', person.id);
  parked('theirs', person.otherId);
  for (const text of ['borren todo lo mío', '3', 'no', 'sí']) await person.say(text);
  expect([...rows.keys()]).toEqual(['theirs']);
});
