import type { Conversation, OutItem } from '../domain/conversation.js';
import type { Effect } from '../domain/message.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { EffectOrigin, ParkedEffect, ParkedEffects } from '../ports/parked.js';
import type { MessageLog } from '../ports/turn-stores.js';
import { Problem } from '../problem.js';
import type { Ownership } from './ownership.js';
import type { Checkpoint, Log } from './service.js';

/** Performs one kind of effect. Must be idempotent under `origin.key` (or the effect's own natural key). */
export type EffectHandler = (effect: Effect, origin: EffectOrigin) => Promise<void>;

export interface PerformParts {
  readonly handlers: Readonly<Record<string, EffectHandler>>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: MessageLog;
  readonly parkedEffects: Pick<ParkedEffects, 'park'>;
  readonly clock: Clock;
  readonly logger: Log;
  readonly checkpoint: Checkpoint;
  readonly ownership: Ownership;
}

/** An effect that fails more often than this, while the store answers, waits for a person instead. */
const MAX_TRIES = 5;

/**
 * Performs the effects of sealed turns, in order. One that fails for good is parked, so that neither it is lost nor what
 * stands behind it held up, the danger line too. Throws when one has to be tried again.
 * @param tries how often each (by `seq`) was tried in vain; changed here.
 */
export async function performEffects(
  parts: PerformParts,
  conversation: Conversation,
  items: readonly OutItem[],
  tries: Map<number, number>,
): Promise<void> {
  for (const item of items) {
    if (!('effect' in item)) continue;
    const { effect } = item;
    const origin = originOf(conversation, item);
    try {
      await performEffect(parts.handlers, effect, origin);
    } catch (error) {
      const tried = (tries.get(item.seq) ?? 0) + 1;
      if (isStoreAway(error)) throw error;
      tries.set(item.seq, tried);
      if (isWorthTrying(error) && tried < MAX_TRIES) throw error;
      await park(parts, { effect, origin, code: codeOf(error), at: parts.clock.now() }, error);
    }
    tries.delete(item.seq);
    await parts.checkpoint('effect', conversation.id);
  }
}

type EffectItem = Extract<OutItem, { readonly effect: unknown }>;

const originOf = ({ id, channel, address, state }: Conversation, item: EffectItem): EffectOrigin => ({
  key: item.effect.key ?? `${id}:${item.turn}:${item.seq}`,
  conversation: { id, channel, address, contact: state.contact, locale: state.locale },
});

/** Keeps the effects of a sealed turn for a person instead of performing them. */
export async function parkEffects(
  parts: PerformParts,
  conversation: Conversation,
  items: readonly OutItem[],
  code: string,
): Promise<void> {
  for (const item of items) {
    if (!('effect' in item)) continue;
    const origin = originOf(conversation, item);
    await park(parts, { effect: item.effect, origin, code, at: parts.clock.now() });
  }
}

/** @throws Problem `effect_unknown` for a kind that nothing performs (any more), and what the handler throws. */
export async function performEffect(
  handlers: PerformParts['handlers'],
  effect: Effect,
  origin: EffectOrigin,
): Promise<void> {
  const handler = handlers[effect.kind];
  if (!handler) throw new Problem('effect_unknown', `nothing performs ${effect.kind}`);
  await handler(effect, origin);
}

async function park(parts: PerformParts, parked: ParkedEffect, error?: unknown): Promise<void> {
  await parts.parkedEffects.park(parked);
  const { effect, origin, code } = parked;
  parts.logger.error({
    conversation: origin.conversation.id,
    code: 'effect_parked',
    reason: code,
    effect: effect.kind,
    key: origin.key,
    ...(error === undefined ? {} : { error: String((error as Error).stack) }),
  });
}

export const codeOf = (error: unknown): string => (error instanceof Problem ? error.code : 'failed');
/** Nothing is wrong with what was tried: it is tried again for as long as it takes. */
export const isStoreAway = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'store_away';
const isWorthTrying = (error: unknown): boolean => !(error instanceof Problem) || error.retryable;

export interface Sent {
  /** Sequence numbers that need no repeating. */
  readonly done: ReadonlySet<number>;
  /** Why the first one that could not be sent has to be tried again. */
  readonly failed?: unknown;
  /** The conversation may be somebody else's: nothing more was sent. */
  readonly lost?: boolean;
}

/**
 * Sends replies in order and marks each one as sent; whose conversation it is, is looked at before each. Stops at the
 * first one that could not be sent, so that order is kept; the rest stays in `out`. A reply waits for the mark of the one
 * before only where sending it again would be seen: one at most repeats.
 */
export async function sendReplies(
  parts: PerformParts,
  conversation: Pick<Conversation, 'id' | 'channel' | 'address'>,
  items: readonly OutItem[],
): Promise<Sent> {
  const done = new Set<number>();
  const marks: Promise<void>[] = [];
  const channel = parts.channels.get(conversation.channel);
  if (!channel) return { done };
  const sent = async (): Promise<Sent> => {
    for (const item of items) {
      if (!('reply' in item)) continue;
      if (!parts.ownership.owns(conversation.id)) return { done, lost: true };
      try {
        const providerId = await send(parts, channel, conversation, item);
        const mark = markSent(parts, conversation.id, item, providerId).then(() => void done.add(item.seq));
        marks.push(mark);
        if (!channel.capabilities.choosesMessageId) await mark;
      } catch (failed) {
        if (!(failed instanceof Problem) || failed.retryable) return { done, failed };
        parts.logger.error({ conversation: conversation.id, code: failed.code, undeliverable: item.seq });
        done.add(item.seq);
      }
    }
    return { done };
  };
  const result = await sent();
  const unmarked = (await Promise.allSettled(marks)).find((mark) => mark.status === 'rejected');
  return unmarked && result.failed === undefined ? { ...result, failed: unmarked.reason } : result;
}

type ReplyItem = Extract<OutItem, { readonly reply: unknown }>;

async function send(
  { checkpoint }: PerformParts,
  channel: Channel,
  { id, address }: Pick<Conversation, 'id' | 'address'>,
  { seq, reply, inReplyTo }: ReplyItem,
): Promise<string> {
  const { providerId } = await channel.send({
    id: `${id}:${seq}`,
    address,
    reply,
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
  });
  await checkpoint('sent', id);
  return providerId;
}

async function markSent(
  { log, clock, checkpoint }: PerformParts,
  conversation: string,
  item: ReplyItem,
  providerId: string,
): Promise<void> {
  await log.append([{ conversation, seq: item.seq, providerId, at: clock.now(), item }]);
  await checkpoint('marked', conversation);
}
