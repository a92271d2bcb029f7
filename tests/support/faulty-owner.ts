import type { ConversationState } from '../../src/domain/conversation.js';
import type { Message } from '../../src/domain/message.js';
import type { Channel } from '../../src/ports/channel.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Ownership } from '../../src/turns/ownership.js';
import type { EffectHandler } from '../../src/turns/perform.js';
import type { TurnResult } from '../../src/turns/run.js';
import { TurnService } from '../../src/turns/service.js';
import type { MemoryStores } from './memory-stores.js';
import { SHOWS_NOTHING, testIds, TestLog } from './universe.js';

/** Called before and after everything that is visible outside a process; never resolving is the process's death. */
export type Gate = (point: string) => Promise<void>;

/** What outlives processes: the stores, the channel's far end, and the effects that were performed. */
export class Outside {
  readonly sent: { id: string; text: string }[] = [];
  readonly effects = new Map<string, unknown>();
  /** seq -> text, of every reply that a seal committed. */
  readonly sealed = new Map<number, string>();
  readonly sealedEffects = new Set<string>();
}

export const CONVERSATION = 'test:persona';

/** One process that owns the conversation, over stores that outlive it. Its dialogs are of `edition`. */
export function owner(
  memory: MemoryStores,
  outside: Outside,
  clock: Clock,
  gate: Gate,
  edition: string,
  {
    handlers = {},
    ownership,
    choosesMessageId = false,
    run = async () => null,
  }: {
    handlers?: Readonly<Record<string, EffectHandler>>;
    ownership?: Ownership;
    choosesMessageId?: boolean;
    /** What a turn comes to, or null where it says what the edition says. */
    run?: () => Promise<TurnResult | null>;
  } = {},
): TurnService {
  const gated = async <Result>(name: string, act: () => Promise<Result>): Promise<Result> => {
    await gate(`before ${name}`);
    const result = await act();
    await gate(`after ${name}`);
    return result;
  };
  const channel: Channel = {
    name: 'test',
    capabilities: {
      maxTextLength: 1_000,
      maxButtons: 0,
      choosesMessageId,
      joinWindowMs: 0,
      ...SHOWS_NOTHING,
    },
    start: async () => {},
    send: ({ id, reply }) =>
      gated('send', async () => {
        outside.sent.push({ id, text: reply.text });
        return { providerId: id };
      }),
    stop: async () => {},
  };
  const { inbox, conversationStore, log } = memory;
  return new TurnService({
    inbox: {
      ...inbox,
      insert: (row) => gated('inbox.insert', () => inbox.insert(row)),
      attempt: (ids) => gated('inbox.attempt', () => inbox.attempt(ids)),
      close: (ids, as) => gated('inbox.close', () => inbox.close(ids, as)),
    },
    conversations: {
      ...conversationStore,
      seal: (next) =>
        gated('seal', async () => {
          const won = await conversationStore.seal(next);
          for (const item of won ? next.out : []) {
            if ('reply' in item) outside.sealed.set(item.seq, item.reply.text);
            else outside.sealedEffects.add(`${CONVERSATION}:${item.turn}:${item.seq}`);
          }
          return won;
        }),
      beginEffects: (id, v) => gated('beginEffects', () => conversationStore.beginEffects(id, v)),
      endEffects: (id, v, how) => gated('endEffects', () => conversationStore.endEffects(id, v, how)),
      clearOut: (id, v) => gated('clearOut', () => conversationStore.clearOut(id, v)),
    },
    parkedEffects: memory.parkedEffects,
    log: { ...log, append: (entries) => gated('mark', () => log.append(entries)) },
    channels: new Map([['test', channel]]),
    handlers: {
      note: (effect, { key }) => gated('effect', async () => void outside.effects.set(key, effect.data.text)),
      ...handlers,
    },
    run: async (_id, state, messages) => (await run()) ?? said(state, messages, edition),
    clock,
    ids: testIds(edition.charCodeAt(0)),
    logger: new TestLog(),
    defaultLocale: 'es-CO',
    conversationOf: (name, address) => `${name}:${address}`,
    contactOf: (conversation) => conversation,
    ...(ownership ? { ownership } : {}),
    dangerOf: () => null,
    dangerLine: () => ({ key: 'danger', text: 'danger' }),
    apology: (_locale, inReplyTo) => ({ reply: { key: 'failed', text: 'failed' }, inReplyTo }),
  });
}

/** Two replies and an effect for every message; the state remembers what was heard, so that twice would be seen. */
function said(state: ConversationState, messages: readonly Message[], edition: string) {
  const texts = messages.map(({ body }) => (body.kind === 'text' ? body.text : ''));
  const heard = [...((state.memory.heard ?? []) as string[]), ...texts];
  return {
    state: { ...state, memory: { heard } },
    effects: texts.map((text) => ({ kind: 'note', data: { text: `${edition} ${text}` } })),
    replies: messages.flatMap(({ id }, index) =>
      ['first', 'second'].map((which) => ({
        inReplyTo: id,
        reply: { key: which, text: `${edition} ${which} to ${texts[index]}` },
      })),
    ),
  };
}

export const messageOf = (name: string, at: number): Message => ({
  id: name,
  channel: 'test',
  address: 'persona',
  at,
  body: { kind: 'text', text: name },
});
