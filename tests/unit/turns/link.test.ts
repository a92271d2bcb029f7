import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Reply } from '../../../src/domain/message.js';
import { newLinkCode } from '../../../src/domain/link-code.js';
import { personOf } from '../../../src/ports/links.js';
import { takeIn } from '../../../src/turns/carried.js';
import { tellNews } from '../../../src/turns/couriers/news.js';
import { agenciesWith, openedCase } from '../../fixtures/case.js';
import { Conversation } from '../../support/conversation.js';
import { readConsultation } from '../../support/recorded/stage.js';

const keys = (replies: readonly Reply[]): string[] => replies.map(({ key }) => key);
const codeIn = ([reply]: readonly Reply[]): string =>
  /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(reply?.text ?? '')?.[0] ?? '';
const unknown = (): string => newLinkCode((length) => randomBytes(length));

async function linked(): Promise<Conversation> {
  const conversation = await Conversation.open();
  await conversation.sayThere(codeIn(await conversation.say('otro canal')));
  await conversation.sayThere('sí');
  await conversation.say('sí');
  return conversation;
}

describe('a code of a link', () => {
  test('is nowhere in the store', async () => {
    const conversation = await Conversation.open();
    const code = codeIn(await conversation.say('otro canal'));
    expect(code).toMatch(/-/);
    expect(JSON.stringify([...conversation.world.links.links.values()])).not.toContain(code.slice(0, 5));
  });

  test('after five wrong ones in an hour is as wrong as they are, also after leaving', async () => {
    const conversation = await Conversation.open();
    const code = codeIn(await conversation.say('otro canal'));
    for (let tries = 0; tries < 5; tries += 1)
      expect(keys(await conversation.sayThere(unknown()))).toEqual(['link:wrong']);
    const [wrong] = await conversation.sayThere(unknown());
    const [right] = await conversation.sayThere(code);
    expect(right).toEqual(wrong);
    await conversation.sayThere('salir');
    expect(keys(await conversation.sayThere(code))).toEqual(['link:wrong']);
    conversation.clock.advance(61 * 60_000);
    const fresh = codeIn(await conversation.say('otro canal'));
    expect(keys(await conversation.sayThere(fresh))).toEqual(['link:sure']);
  });

  test('that was used, is too old, or was replaced by a newer one is as wrong as any', async () => {
    const conversation = await Conversation.open();
    const [first, second] = [await conversation.say('otro canal'), await conversation.say('otro canal')].map(
      codeIn,
    );
    const [wrong] = await conversation.sayThere(unknown());
    const [replaced] = await conversation.sayThere(first ?? '');
    conversation.clock.advance(15 * 60_000);
    const [old] = await conversation.sayThere(second ?? '');
    const used = codeIn(await conversation.say('otro canal'));
    await conversation.sayThere(used);
    await conversation.sayThere('sí');
    await conversation.say('sí');
    const [again] = await conversation.sayThere(used);
    expect([replaced, old, again]).toEqual([wrong, wrong, wrong]);
  });
});

describe('a person in two channels', () => {
  test('hears of a case where they are now, of a reserved one where they called it safe', async () => {
    const conversation = await linked();
    const agencies = agenciesWith();
    for (const sensitive of [true, false]) {
      const id = `case-${sensitive}`;
      const of = openedCase(
        { id, code: id, sensitive, sendsNews: true, conversation: conversation.id },
        agencies,
      );
      conversation.world.cases.set(id, { ...of, told: 0 });
    }
    const told: string[][] = [];
    const { cases, links } = conversation.world.stores();
    await tellNews({
      cases,
      links,
      clock: conversation.clock,
      queue: { untold: async () => [...conversation.world.cases.values()] },
      turns: { post: async (to, id) => void told.push([to, id]) },
    });
    expect(told).toEqual([
      [conversation.id, 'case-true:case.opened'],
      [conversation.otherId, 'case-false:case.opened'],
    ]);
  });

  test('who leaves with "salir" is still one person, and can still take it back', async () => {
    const conversation = await linked();
    await conversation.say('salir');
    expect((await personOf(conversation.world.links, conversation.id)).conversations).toHaveLength(2);
    expect(keys(await conversation.say('no fui yo'))).toEqual(['link:parted', '» link:parted-there']);
    expect((await personOf(conversation.world.links, conversation.id)).conversations).toHaveLength(1);
  });

  test('"no fui yo" is an answer like any other where nothing is joined', async () => {
    const conversation = await Conversation.open();
    expect(keys(await conversation.say('no fui yo'))).not.toContain('link:parted');
  });

  test('the other channel can part as well, and what had gone there waits quietly here', async () => {
    const conversation = await Conversation.open();
    await conversation.say('quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años');
    await conversation.say('1');
    await conversation.sayThere(codeIn(await conversation.say('otro canal')));
    await conversation.sayThere('sí');
    await conversation.say('sí');
    expect(keys(await conversation.sayThere('separar canales'))).toEqual([
      'link:parted',
      '» link:parted-there',
    ]);
    expect(keys(await conversation.say('hola'))).toEqual(['greet:hello', 'menu:what']);
    expect(keys(await conversation.say('seguir'))).toContain('form:question-plain');
  });

  test('an address that turns out to be theirs brings along what was told there and counts no answer twice', async () => {
    const conversation = await Conversation.open();
    conversation.world.consultations = [readConsultation('parque')];
    for (const say of ['consultas', '1', 'no', 'los juegos', 'saltar', 'saltar', '1']) {
      await conversation.say(say);
      await conversation.say(say, 'otra');
    }
    expect(await conversation.world.stores().responses.of('parque')).toHaveLength(2);
    await conversation.say(
      'quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años',
      'otra',
    );
    await conversation.say('1', 'otra');
    const heard = await conversation.happen('same', 'address.joined', { person: 'persona' }, 'otra');
    expect(keys(heard)).toEqual(['common:back-to-it', 'link:counted-once', 'form:question-plain']);
    expect(await conversation.world.stores().responses.of('parque')).toHaveLength(1);
    expect(keys(await conversation.say('no'))).toEqual(['report:place']);
    expect(keys(await conversation.say('hola', 'otra'))).toEqual(['greet:hello', 'menu:what']);
  });
});

describe('what is more than a conversation holds', () => {
  const frame = (dialog: string, bytes: number) => ({
    dialog,
    hash: 'x',
    step: 'x',
    slots: { told: 'x'.repeat(bytes) },
    trail: [],
    tries: 0,
  });
  const none = (): boolean => false;

  test('costs neither danger nor a report that waits, on whichever side', () => {
    const stack = [frame('report', 4_000), frame('privacy', 3_000), frame('danger', 1_000)];
    const state = { contact: 'c', locale: 'es-CO', stack, memory: {} };
    const carried = {
      stack: [frame('consultation', 9_000), frame('report', 4_000)],
      memory: {},
      locale: 'es-CO',
    };
    takeIn(state, 'link', carried, none);
    expect(state.stack.map(({ dialog, slots }) => [dialog, 'came' in slots])).toEqual([
      ['report', true],
      ['report', false],
      ['danger', false],
    ]);
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(16 * 1024);
  });
});
