import { type Consultation, statusAt } from '../domain/consultation.js';
import { LINK_MS } from '../domain/link.js';
import type { JsonObject } from '../domain/json.js';
import type { Clock } from '../ports/clock.js';
import type { ResponseStore } from '../ports/consultation-stores.js';
import { type LinkStore, personOf } from '../ports/links.js';
import type { EffectHandler } from './perform.js';

export interface LinkEffectParts {
  readonly links: LinkStore;
  readonly responses: ResponseStore;
  readonly consultations: () => Promise<readonly Consultation[]>;
  readonly conversationOf: (channel: string, address: string) => string;
  readonly contactOf: (conversation: string) => string;
  /** Something that happened enters a conversation as an event; its id makes it happen once. */
  readonly post: (conversation: string, id: string, name: string, data: JsonObject) => Promise<void>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What links two conversations of one person. One write of the link decides each step; what follows from it is
 * repeated until it is done. */
export function linkEffects(parts: LinkEffectParts): Record<string, EffectHandler> {
  const { links, post } = parts;
  return {
    'link.offer': ({ data }, { conversation }) =>
      links.offer({ id: String(data.link), from: conversation.id, until: Number(data.until) }),
    'link.claim': async ({ data }, { conversation }) => {
      const link = await links.claim(String(data.link), conversation.id, Number(data.at));
      const { id } = conversation;
      // Somebody else typed it first, or its time was up.
      if (link?.to !== id) return post(id, `${String(data.link)}:refused:${id}`, 'link.refused', {});
      const { until } = link;
      return post(link.from, `${link.id}:claimed`, 'link.claimed', { link: link.id, to: id, until });
    },
    'link.join': async ({ data }, { conversation }) => {
      const link = await links.join(String(data.link), Number(data.at));
      const id = String(data.link);
      if (link?.state !== 'joined' || link.to === null)
        return post(conversation.id, `${id}:failed`, 'link.failed', { link: id });
      const twice = await countOnce(parts, conversation.id);
      const moved: JsonObject = { link: id, from: link.from, carried: data.carried ?? null, twice };
      return post(link.to, `${id}:moved`, 'conversation.moved', moved);
    },
    'link.same': async ({ data }, { conversation }) => {
      const to = parts.conversationOf(conversation.channel, String(data.address));
      const at = Number(data.at);
      const id = `${conversation.id}=${to}`;
      await links.offer({ id, from: conversation.id, until: at + LINK_MS });
      await links.claim(id, to, at);
      await links.join(id, at);
      const twice = await countOnce(parts, to);
      const moved = { link: id, from: conversation.id, carried: data.carried ?? null, twice, same: true };
      return post(to, `${id}:moved`, 'conversation.moved', moved);
    },
    'link.refuse': async ({ data }) => {
      const link = await links.end(String(data.link), Number(data.at));
      if (link?.to) await post(link.to, `${link.id}:refused:${link.to}`, 'link.refused', {});
    },
    'link.part': async ({ data }, { conversation }) => {
      for (const id of data.links as string[]) {
        const link = await links.end(id, Number(data.at));
        if (!link?.to) continue;
        const other = link.from === conversation.id ? link.to : link.from;
        await countOnce(parts, conversation.id);
        await countOnce(parts, other);
        await post(other, `${id}:parted`, 'link.parted', { link: id });
      }
    },
    'person.erase': async ({ data }, { key, conversation }) => {
      const { conversations } = await personOf(links, conversation.id);
      for (const id of conversations.filter((it) => it !== conversation.id))
        await post(id, `${key}:${id}`, 'conversation.erase', { before: Number(data.before) });
      await links.forget(conversations);
    },
  };
}

/** Of what a person answered to an open consultation over several channels, the first answer counts. What is closed
 * stays as it was counted. Resolves with how many were answered more than once. */
export async function countOnce(
  { links, responses, consultations, contactOf, clock }: LinkEffectParts,
  conversation: string,
): Promise<number> {
  const { conversations } = await personOf(links, conversation);
  const open = (await consultations()).filter(
    (it) => it.oncePerPerson && statusAt(it, clock.now()) === 'open',
  );
  return responses.countOnce(
    conversations.map(contactOf),
    open.map(({ id }) => id),
  );
}
