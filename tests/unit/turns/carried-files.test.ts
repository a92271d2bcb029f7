import { describe, expect, test } from '@jest/globals';
import type { Reply } from '../../../src/domain/message.js';
import { JPEG } from '../../fixtures/images.js';
import { Conversation } from '../../support/conversation.js';

const codeIn = ([reply]: readonly Reply[]): string =>
  /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(reply?.text ?? '')?.[0] ?? '';

/** How a report is brought to its end in as few words as possible. */
const ANSWERS: Readonly<Record<string, string>> = {
  'report:proposal': '1',
  'report:who': '1',
  'form:question-plain': 'no sé',
  'report:place': 'no sé',
  'report:whereabouts': 'no',
  'report:plain': '1',
  'report:name': 'no',
  'report:name-needed': 'no',
  'report:phone-safety': 'no',
  'report:consent': 'sí',
  'report:summary': '1',
};

type Say = (text: string) => Promise<Reply[]>;

async function finish(say: Say, last: readonly Reply[]): Promise<void> {
  let replies = last;
  for (let count = 0; count < 20; count += 1) {
    const answer = ANSWERS[replies.at(-1)?.key.replace('» ', '') ?? ''];
    if (answer === undefined) return;
    replies = await say(answer);
  }
}

const eraseAll = async (say: Say): Promise<void> => {
  for (const text of ['mis datos', '3', 'no', 'sí']) await say(text);
};

/** A report with a photo, half told here, that goes on there. */
async function carried() {
  const person = await Conversation.open();
  await person.say('quiero reportar que la eps no le da la cita ni los medicamentos a mi papá en buga');
  await person.give(JPEG);
  await person.sayThere(codeIn(await person.say('otro canal')));
  await person.sayThere('sí');
  const moved = (await person.say('sí')).filter(({ key }) => key.startsWith('» '));
  const here: Say = (text) => person.say(text);
  const there: Say = (text) => person.sayThere(text);
  const files = () => [...person.world.media.files.values()];
  return { person, here, there, moved, files };
}

describe('a file of a report that went on in another channel', () => {
  test('stays with its case when the channel it came by, which is joined no more, is erased', async () => {
    const { person, here, there, moved, files } = await carried();
    await finish(there, moved);
    const [of] = person.world.cases.values();
    expect(of?.evidence).toHaveLength(1);
    await there('separar canales');
    await there('sí');
    await eraseAll(here);
    expect(files()).toMatchObject([{ case: of?.id }]);
  });

  test.each(['here', 'there'] as const)('goes at once when everything is erased %s', async (side) => {
    const { [side]: say, files } = await carried();
    expect(files()).toHaveLength(1);
    await eraseAll(say);
    expect(files()).toEqual([]);
  });

  test('comes back with the report where it was not the person, whatever is erased there', async () => {
    const { person, here, there, files } = await carried();
    const back = await here('no fui yo');
    await eraseAll(there);
    expect(files()).toMatchObject([{ conversation: person.id, case: null }]);
    await finish(here, back);
    const replies = await here('hola');
    await finish(here, replies);
    const [of] = person.world.cases.values();
    expect(of).toMatchObject({ conversation: person.id, evidence: [{ id: files()[0]?.id }] });
    expect(files()).toMatchObject([{ case: of?.id }]);
  });

  test('goes with its case, whichever channel it is erased in', async () => {
    const { there, here, moved, files } = await carried();
    await finish(there, moved);
    await eraseAll(here);
    expect(files()).toEqual([]);
  });
});
