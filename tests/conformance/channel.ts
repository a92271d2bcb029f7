import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import type { Message, Reply } from '../../src/domain/message.js';
import { assemble } from '../../src/assembly.js';
import type { Channel } from '../../src/ports/channel.js';
import { Problem } from '../../src/problem.js';
import { SECRET_KEY, sharedMind } from '../support/conversation.js';
import { MemoryCases } from '../support/memory-cases.js';
import { MemoryStores } from '../support/memory-stores.js';
import { TestLog } from '../support/universe.js';
import { realClock, realIds } from '../support/real.js';
import { skipped } from '../support/skipped.js';

/** One message as the person sees it. */
export interface Shown {
  readonly text: string;
  /** Labels of its buttons or rows; empty where it has none. */
  readonly buttons: readonly string[];
}

/** What people do besides writing and choosing. */
export const OTHER_KINDS = ['quote', 'edit', 'deletion', 'reaction', 'media', 'location'] as const;
export type OtherKind = (typeof OTHER_KINDS)[number];

/** A channel with a person at its other end. */
export interface ChannelHarness {
  readonly channel: Channel;
  /** The address under which the channel knows its one person. */
  readonly address: string;
  /** The person writes. True once the provider was told that it is kept, false when it was told that it is not.
   * With the same `id` it is the same message sent again. */
  say(text: string, id: string): Promise<boolean>;
  /** The person taps option number `index` of the last message with buttons. Left out where there are none. */
  tap?(index: number): Promise<boolean>;
  /** What the person has been shown, oldest first, without what they wrote themselves. */
  shown(): Promise<readonly Shown[]>;
  /** What the person has been shown besides words. Left out where the channel shows no such thing. */
  signs?(): Promise<readonly ('read' | 'typing')[]>;
  /** Typing is shown while the answer is awaited, not as it is sent. */
  readonly typesWhileWaiting?: boolean;
  /** The provider tells how far a message came. Left out where it never does. */
  report?(providerId: string, state: 'sent' | 'delivered' | 'read' | 'failed'): Promise<void>;
  /** The things that clients of this channel can do, or the reason why they cannot. */
  readonly others: Readonly<Record<OtherKind, (() => Promise<boolean>) | string>>;
  stop(): Promise<void>;
}

export interface ChannelTraits {
  /** Why the same message cannot arrive twice under one id; left out where it can. */
  readonly neverRepeats?: string;
}

const OPTIONS = [
  { value: 'first', label: 'La primera' },
  { value: 'second', label: 'La segunda' },
];
const MENU: Reply = { key: 'test:menu', text: 'Escoja:\n1. La primera\n2. La segunda', options: OPTIONS };
const say = (text: string): Reply => ({ key: 'test:text', text });

/** Turns pieces back into words, so that only white space at a cut may be missing. */
const dense = (text: string): string => text.replaceAll(/\s+/gu, '');

const PATIENCE_MS = 10_000;

/** Reads until it is good. Gives up in the end: a loop that outlives its test would keep the whole run from ending. */
async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (const began = Date.now(); Date.now() - began < PATIENCE_MS; ) {
    const value = await read();
    if (good(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`not within ${PATIENCE_MS} ms: ${JSON.stringify(await read())}`);
}

/** What every way in and out holds; each channel runs it with a person of its own kind at the other end. */
export function describeChannel(
  name: string,
  open: () => Promise<ChannelHarness>,
  traits: ChannelTraits = {},
): void {
  describe(`channel ${name}`, () => {
    let harness: ChannelHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.stop());

    const send = (id: string, reply: Reply) => harness.channel.send({ id, address: harness.address, reply });
    const shown = (count: number) =>
      until(
        () => harness.shown(),
        (all) => all.length >= count,
      );

    test('says what it can', () => {
      const { maxTextLength, maxButtons, joinWindowMs } = harness.channel.capabilities;
      expect(maxTextLength).toBeGreaterThanOrEqual(1_000);
      expect(maxButtons).toBeGreaterThanOrEqual(0);
      expect(joinWindowMs).toBeGreaterThanOrEqual(0);
      expect(joinWindowMs).toBeLessThanOrEqual(1_500);
    });

    test('acknowledges a message when it is stored, not before', async () => {
      let store = (): void => {};
      let arrive = (_message: Message): void => {};
      const arrived = new Promise<Message>((resolve) => (arrive = resolve));
      await harness.channel.start((message) => {
        arrive(message);
        return new Promise((resolve) => (store = resolve));
      });
      let acknowledged = false;
      const told = harness.say('hola', 'a').then((kept) => {
        acknowledged = true;
        return kept;
      });
      const message = await arrived;
      for (let tick = 0; tick < 20; tick += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(acknowledged).toBe(false);
      store();
      expect(await told).toBe(true);
      expect(message).toMatchObject({
        channel: harness.channel.name,
        address: harness.address,
        body: { kind: 'text', text: 'hola' },
      });
    });

    test('does not acknowledge what could not be stored, and takes it when it comes again', async () => {
      const received: Message[] = [];
      let away = true;
      await harness.channel.start(async (message) => {
        if (away) throw new Problem('store_away', 'the store does not answer', { retryable: true });
        received.push(message);
      });
      expect(await harness.say('hola', 'a')).toBe(false);
      away = false;
      expect(await harness.say('hola', 'a')).toBe(true);
      expect(received.map(({ body }) => body)).toEqual([{ kind: 'text', text: 'hola' }]);
    });

    const sameId = 'gives a message that comes twice the same id';
    const repeats = async () => {
      const ids: string[] = [];
      await harness.channel.start(async ({ id }) => void ids.push(id));
      await harness.say('hola', 'a');
      await harness.say('otra', 'b');
      await harness.say('hola', 'a');
      const [first, other] = ids;
      expect(first).not.toBe(other);
      expect(new Set(ids)).toEqual(new Set([first, other]));
    };
    if (traits.neverRepeats === undefined) test(sameId, repeats);
    else skipped(`${name}: ${sameId}`, traits.neverRepeats);

    test('keeps the order of what is said and of what is answered', async () => {
      const received: Message[] = [];
      await harness.channel.start(async (message) => void received.push(message));
      for (const text of ['uno', 'dos', 'tres']) await harness.say(text, text);
      expect(received.map(({ body }) => (body.kind === 'text' ? body.text : body.kind))).toEqual([
        'uno',
        'dos',
        'tres',
      ]);
      const times = received.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const text of ['cuatro', 'cinco', 'seis']) await send(text, say(text));
      expect((await shown(3)).map(({ text }) => text)).toEqual(['cuatro', 'cinco', 'seis']);
    });

    test('cuts a long text between graphemes, loses no word of it', async () => {
      await harness.channel.start(async () => {});
      const { maxTextLength } = harness.channel.capabilities;
      const family = '👨‍👩‍👧‍👦';
      const sentence = `La vereda no tiene acueducto ${family} y la niña n\u0303o\u0301 tiene agua. `;
      const text = sentence.repeat(Math.ceil((2.5 * maxTextLength) / sentence.length)).trimEnd();
      await send('long', say(text));
      const pieces = await until(
        () => harness.shown(),
        (all) => dense(all.map((it) => it.text).join('')).length >= dense(text).length,
      );
      expect(pieces.length).toBeGreaterThanOrEqual(3);
      for (const { text: piece } of pieces) {
        expect(piece.length).toBeLessThanOrEqual(maxTextLength);
        expect(piece).not.toMatch(/^[\p{M}\u200d]|\u200d$/u);
        expect(piece).not.toMatch(/\p{Cs}/u);
      }
      expect(dense(pieces.map((it) => it.text).join(''))).toBe(dense(text));
    });

    test('numbers options in the text, and shows buttons where it has them', async () => {
      await harness.channel.start(async () => {});
      await send('menu', MENU);
      const [menu] = await shown(1);
      expect(menu?.text).toContain('1. La primera');
      expect(menu?.text).toContain('2. La segunda');
      const buttons = harness.channel.capabilities.maxButtons >= 2 ? ['La primera', 'La segunda'] : [];
      expect(menu?.buttons).toEqual(buttons);
    });

    test('an option tapped later, after other messages, is the choice it was', async () => {
      const received: Message[] = [];
      await harness.channel.start(async (message) => void received.push(message));
      await send('menu', MENU);
      await shown(1);
      await send('other', say('otra cosa'));
      await shown(2);
      if (!harness.tap) {
        expect(harness.channel.capabilities.maxButtons).toBe(0);
        return;
      }
      expect(await harness.tap(1)).toBe(true);
      expect(received.map(({ body }) => body)).toEqual([
        { kind: 'choice', value: 'second', text: 'La segunda' },
      ]);
    });

    test('a send that is tried again is one message where it chooses the id', async () => {
      await harness.channel.start(async () => {});
      await send('once', say('una vez'));
      await send('once', say('una vez'));
      await send('last', say('y ya'));
      const all = await until(
        () => harness.shown(),
        (messages) => messages.at(-1)?.text === 'y ya',
      );
      const times = harness.channel.capabilities.choosesMessageId ? 1 : 2;
      expect(all.filter(({ text }) => text === 'una vez')).toHaveLength(times);
    });

    test('shows that it read and that an answer is coming, where it says so', async () => {
      const received: Message[] = [];
      await harness.channel.start(async (message) => void received.push(message));
      const { marksRead, showsTyping } = harness.channel.capabilities;
      expect(harness.signs !== undefined).toBe(marksRead || showsTyping);
      if (!harness.signs) return;
      const signs = (expected: readonly string[]) =>
        until(
          async () => (await harness.signs?.()) ?? [],
          (seen) => expected.every((sign) => seen.some((it) => it === sign)),
        );
      await harness.say('hola', 'a');
      if (harness.typesWhileWaiting) await signs(['typing']);
      const [message] = received;
      const answer = { id: 'answer', address: harness.address, reply: say('buenas') };
      await harness.channel.send({ ...answer, ...(message ? { inReplyTo: message.id } : {}) });
      await signs([...(marksRead ? ['read'] : []), ...(showsTyping ? ['typing'] : [])]);
    });

    test('knows how far a message came, where it says so, and never takes it back', async () => {
      await harness.channel.start(async () => {});
      const { channel, report } = harness;
      expect([channel.deliveryState !== undefined, report !== undefined]).toEqual(
        Array(2).fill(channel.capabilities.tellsDelivery),
      );
      if (!report) return;
      const follow = async (id: string, told: Parameters<typeof report>[1][], end: string) => {
        const { providerId } = await send(id, say(id));
        for (const state of told) await report(providerId, state);
        await until(
          async () => (await channel.deliveryState?.(providerId)) ?? null,
          (state) => state === end,
        );
      };
      await follow('taken', [], 'sent');
      await follow('straight', ['delivered', 'read'], 'read');
      await follow('crossed', ['read', 'delivered', 'sent'], 'read');
      await follow('lost', ['failed'], 'failed');
      await follow('came-through', ['failed', 'delivered'], 'delivered');
      await follow('late-failure', ['read', 'failed'], 'read');
      expect(await channel.deliveryState?.('nobody-knows-this')).toBeNull();
    });

    describe('with the whole turn behind it', () => {
      let memory: MemoryStores;
      let settled: () => Promise<void>;
      beforeEach(async () => {
        memory = new MemoryStores(() => Date.now());
        const { turns } = assemble(
          await sharedMind(),
          {
            ...new MemoryCases().stores(),
            inbox: memory.inbox,
            conversations: memory.conversationStore,
            log: memory.log,
            parkedEffects: memory.parkedEffects,
            alerts: {
              raise: async () => {},
              open: async () => [],
              find: async () => null,
              update: async () => false,
              recent: async () => [],
              openIn: async () => null,
            },
            missed: { figure: async () => {}, message: async () => {} },
          },
          {
            config: readConfig({}),
            secretKey: SECRET_KEY,
            channels: [harness.channel],
            clock: realClock,
            ids: realIds,
            logger: new TestLog(),
          },
        );
        settled = () => turns.settled();
        await harness.channel.start((message) => turns.receive(message));
      });

      test('a message that shows danger is answered with the line although the store is away', async () => {
        memory.beforeWrite = () => {
          throw new Problem('store_away', 'the store does not answer', { retryable: true });
        };
        expect(await harness.say('mi marido me está pegando ahora', 'a')).toBe(false);
        expect((await shown(1))[0]?.text).toMatch(/\b123\b/);
        if (traits.neverRepeats === undefined) {
          expect(await harness.say('mi marido me está pegando ahora', 'a')).toBe(false);
        }
        expect(await harness.say('hola', 'b')).toBe(false);
        expect(await harness.shown()).toHaveLength(1);
      });

      for (const kind of OTHER_KINDS) {
        test(`${kind} is answered kindly`, async () => {
          const act = harness.others[kind];
          if (typeof act === 'string') {
            process.stderr.write(`skipped: ${name}: ${kind}: ${act}\n`);
            return;
          }
          expect(await act()).toBe(true);
          await settled();
          const [answer] = await shown(1);
          expect(answer?.text).toMatch(/por favor|palabras|municipio|Dónde|lugar|archivo/i);
        });
      }
    });
  });
}
