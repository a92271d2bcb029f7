import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LINK_MS } from '../../src/domain/link.js';
import { type LinkStore, personOf, presentIn } from '../../src/ports/links.js';

export interface LinksRun {
  readonly links: LinkStore;
  close(): Promise<void>;
}

const NOW = Date.UTC(2026, 10, 23, 15);
const UNTIL = NOW + LINK_MS;

/** What every implementation of LinkStore promises. */
export function linksConformance(name: string, start: () => Promise<LinksRun>): void {
  describe(`${name} as a store of links`, () => {
    let run: LinksRun;
    let links: LinkStore;
    beforeEach(async () => {
      run = await start();
      ({ links } = run);
    });
    afterEach(() => run.close());

    /** Joins two conversations at a moment. */
    const joined = async (id: string, from: string, to: string, at: number): Promise<void> => {
      await links.offer({ id, from, until: at + LINK_MS });
      await links.claim(id, to, at);
      await links.join(id, at);
    };

    test('offered, claimed, joined; each step again changes nothing', async () => {
      await links.offer({ id: 'l', from: 'a', until: UNTIL });
      const offered = { id: 'l', from: 'a', to: null, state: 'offered', until: UNTIL, joinedAt: null };
      expect(await links.find('l')).toEqual(offered);
      await links.offer({ id: 'l', from: 'a', until: UNTIL });
      expect(await links.find('l')).toEqual(offered);
      const claimed = { ...offered, to: 'b', state: 'claimed', until: NOW + LINK_MS };
      expect(await links.claim('l', 'b', NOW)).toEqual(claimed);
      expect(await links.claim('l', 'b', NOW + 1)).toEqual(claimed);
      const together = { ...claimed, state: 'joined', until: null, joinedAt: NOW };
      expect(await links.join('l', NOW)).toEqual(together);
      expect(await links.join('l', NOW + 1)).toEqual(together);
      expect(await links.claim('l', 'b', NOW)).toEqual(together);
      expect(await links.find('none')).toBeNull();
      expect(await links.claim('none', 'b', NOW)).toBeNull();
    });

    test('one conversation claims a code, also when two type it at once, and never the one that asked', async () => {
      await links.offer({ id: 'l', from: 'a', until: UNTIL });
      expect((await links.claim('l', 'a', NOW))?.state).toBe('offered');
      const both = await Promise.all([links.claim('l', 'b', NOW), links.claim('l', 'c', NOW)]);
      const [one, other] = both.map((link) => link?.to);
      expect(one).toBe(other);
      expect(['b', 'c']).toContain(one);
    });

    test('what is too old is neither claimed nor joined; nothing is joined that nobody claimed', async () => {
      await links.offer({ id: 'l', from: 'a', until: UNTIL });
      expect((await links.join('l', NOW))?.state).toBe('offered');
      expect((await links.claim('l', 'b', UNTIL))?.state).toBe('offered');
      await links.claim('l', 'b', UNTIL - 1);
      expect((await links.join('l', UNTIL - 1 + LINK_MS))?.state).toBe('claimed');
      expect((await links.join('l', UNTIL - 2 + LINK_MS))?.state).toBe('joined');
    });

    test('a newer code ends the older one, whichever is repeated last', async () => {
      await links.offer({ id: 'old', from: 'a', until: UNTIL });
      await links.offer({ id: 'new', from: 'a', until: UNTIL + 1 });
      await links.offer({ id: 'old', from: 'a', until: UNTIL });
      expect((await links.find('old'))?.state).toBe('ended');
      expect((await links.find('new'))?.state).toBe('offered');
      expect((await links.claim('old', 'b', NOW))?.state).toBe('ended');
    });

    test('a person is every conversation that links join, and goes on where they moved to last', async () => {
      expect(await personOf(links, 'a')).toEqual({ conversations: ['a'], links: [] });
      expect(presentIn(await personOf(links, 'a'))).toBe('a');
      await joined('l1', 'a', 'b', NOW);
      await joined('l2', 'b', 'c', NOW + 1);
      await joined('l3', 'x', 'y', NOW + 2);
      const person = await personOf(links, 'a');
      expect(person.conversations.toSorted()).toEqual(['a', 'b', 'c']);
      expect(person.conversations[0]).toBe('a');
      expect(presentIn(person)).toBe('c');
      await joined('l4', 'c', 'a', NOW + 3);
      expect(presentIn(await personOf(links, 'b'))).toBe('a');
    });

    test('what ends joins nothing any more, for good', async () => {
      await joined('l1', 'a', 'b', NOW);
      await joined('l2', 'b', 'c', NOW + 1);
      expect((await links.end('l1', NOW + 2))?.state).toBe('ended');
      expect((await links.join('l1', NOW + 3))?.state).toBe('ended');
      expect((await personOf(links, 'a')).conversations).toEqual(['a']);
      expect((await personOf(links, 'c')).conversations.toSorted()).toEqual(['b', 'c']);
      expect(await links.end('none', NOW)).toBeNull();
    });

    test('forgotten links are gone', async () => {
      await joined('l1', 'a', 'b', NOW);
      await joined('l2', 'x', 'y', NOW);
      await links.forget(['b']);
      expect(await links.find('l1')).toBeNull();
      expect((await links.find('l2'))?.state).toBe('joined');
    });
  });
}
