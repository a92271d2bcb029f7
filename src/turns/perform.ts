import type { Conversation, OutItem } from '../domain/conversation.js';
import type { Effect } from '../domain/message.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { MessageLog } from '../ports/turn-stores.js';
import { Problem } from '../problem.js';
import type { Checkpoint, Log } from './service.js';

/** Where an effect comes from; `key` is the same whenever the same effect is performed again. */
export interface EffectOrigin {
  readonly key: string;
  readonly conversation: Pick<Conversation, 'id' | 'channel' | 'address'> & {
    readonly contact: string;
    readonly locale: string;
  };
}

/** Performs one kind of effect. Must be idempotent under `origin.key` (or the effect's own natural key). */
export type EffectHandler = (effect: Effect, origin: EffectOrigin) => Promise<void>;

export interface PerformParts {
  readonly handlers: Readonly<Record<string, EffectHandler>>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly log: MessageLog;
  readonly clock: Clock;
  readonly logger: Log;
  readonly checkpoint: Checkpoint;
}

/** Performs the effects of sealed turns. Throws a retryable Problem when one has to be tried again. */
export async function performEffects(
  parts: PerformParts,
  conversation: Conversation,
  items: readonly OutItem[],
): Promise<void> {
  for (const item of items) {
    if (!('effect' in item)) continue;
    const { effect } = item;
    const handler = parts.handlers[effect.kind];
    const origin: EffectOrigin = {
      key: effect.key ?? `${conversation.id}:${item.turn}:${item.seq}`,
      conversation: {
        id: conversation.id,
        channel: conversation.channel,
        address: conversation.address,
        contact: conversation.state.contact,
        locale: conversation.state.locale,
      },
    };
    try {
      if (!handler) throw new Problem('effect_unknown', `nothing performs ${effect.kind}`);
      await handler(effect, origin);
    } catch (error) {
      if (!(error instanceof Problem) || error.retryable) throw error;
      // It would fail for ever and hold up every reply behind it, the danger line too: operators see it instead.
      parts.logger.error({
        conversation: conversation.id,
        code: error.code,
        effect: effect.kind,
        key: origin.key,
      });
    }
    await parts.checkpoint('effect', conversation.id);
  }
}

/**
 * Sends replies in order and marks each one as sent. Returns the sequence numbers that need no repeating.
 * Stops at the first one that could not be sent, so that order is kept; the rest stays in `out`.
 */
export async function sendReplies(
  parts: PerformParts,
  conversation: Pick<Conversation, 'id' | 'channel' | 'address'>,
  items: readonly OutItem[],
): Promise<{ done: Set<number>; failed?: unknown }> {
  const done = new Set<number>();
  const channel = parts.channels.get(conversation.channel);
  if (!channel) return { done };
  for (const item of items) {
    if (!('reply' in item)) continue;
    try {
      const { providerId } = await channel.send({
        id: `${conversation.id}:${item.seq}`,
        address: conversation.address,
        reply: item.reply,
        ...(item.inReplyTo === undefined ? {} : { inReplyTo: item.inReplyTo }),
      });
      await parts.checkpoint('sent', conversation.id);
      await parts.log.append([
        { conversation: conversation.id, seq: item.seq, providerId, at: parts.clock.now(), item },
      ]);
      await parts.checkpoint('marked', conversation.id);
      done.add(item.seq);
    } catch (failed) {
      if (!(failed instanceof Problem) || failed.retryable) return { done, failed };
      parts.logger.error({ conversation: conversation.id, code: failed.code, undeliverable: item.seq });
      done.add(item.seq);
    }
  }
  return { done };
}
