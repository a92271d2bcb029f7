import { type Link, LINK_MS } from '../../src/domain/link.js';
import type { LinkStore } from '../../src/ports/links.js';

/** Links between conversations in memory. */
export class MemoryLinks implements LinkStore {
  readonly links = new Map<string, Link>();
  /** Called before every write; throws to simulate a store that is away or a process that dies. */
  beforeWrite: (name: string) => void | Promise<void> = () => {};

  offer: LinkStore['offer'] = async ({ id, from, until }) => {
    await this.beforeWrite('link.offer');
    if (!this.links.has(id))
      this.links.set(id, { id, from, to: null, state: 'offered', until, joinedAt: null });
    for (const link of this.links.values()) {
      if (link.from === from && link.state === 'offered' && (link.until ?? 0) < until)
        this.links.set(link.id, { ...link, state: 'ended' });
    }
  };

  find: LinkStore['find'] = async (id) => this.links.get(id) ?? null;

  claim: LinkStore['claim'] = (id, to, at) =>
    this.#change('link.claim', id, (link) =>
      link.state === 'offered' && (link.until ?? 0) > at && link.from !== to
        ? { ...link, state: 'claimed', to, until: at + LINK_MS }
        : link,
    );

  join: LinkStore['join'] = (id, at) =>
    this.#change('link.join', id, (link) =>
      link.state === 'claimed' && (link.until ?? 0) > at
        ? { ...link, state: 'joined', until: null, joinedAt: at }
        : link,
    );

  end: LinkStore['end'] = (id) => this.#change('link.end', id, (link) => ({ ...link, state: 'ended' }));

  joining: LinkStore['joining'] = async (conversations) =>
    [...this.links.values()]
      .filter(
        ({ state, from, to }) =>
          state === 'joined' && [from, to].some((it) => conversations.includes(it ?? '')),
      )
      .toSorted((one, other) => (one.joinedAt ?? 0) - (other.joinedAt ?? 0));

  forget: LinkStore['forget'] = async (conversations) => {
    await this.beforeWrite('link.forget');
    for (const { id, from, to } of this.links.values()) {
      if ([from, to].some((it) => conversations.includes(it ?? ''))) this.links.delete(id);
    }
  };

  async #change(name: string, id: string, change: (link: Link) => Link): Promise<Link | null> {
    await this.beforeWrite(name);
    const link = this.links.get(id);
    if (link) this.links.set(id, change(link));
    return this.links.get(id) ?? null;
  }
}
