import type { Link } from '../domain/link.js';

/** Which conversations are one person's. Every method may be repeated with the same arguments and changes nothing then.
 * Every implementation runs tests/conformance/links.ts. */
export interface LinkStore {
  /** Keeps an offer; earlier offers of the same conversation that nobody took up end. */
  offer(fresh: Pick<Link, 'id' | 'from'> & { readonly until: number }): Promise<void>;
  find(id: string): Promise<Link | null>;
  /** An offer that is open at `at` becomes `to`'s, who is not the one that made it. Gives back what stands then. */
  claim(id: string, to: string, at: number): Promise<Link | null>;
  /** A claim that is open at `at` joins its two conversations. Gives back what stands then. */
  join(id: string, at: number): Promise<Link | null>;
  /** Ends a link, whatever it was, and gives back what stands then. */
  end(id: string, at: number): Promise<Link | null>;
  /** The links that join any of these conversations to others, the newest last. */
  joining(conversations: readonly string[]): Promise<readonly Link[]>;
  /** Deletes every link of these conversations. */
  forget(conversations: readonly string[]): Promise<void>;
}

/** A person's conversations and the links between them; the one that was asked about is the first. */
export interface Person {
  readonly conversations: readonly string[];
  readonly links: readonly Link[];
}

/** Every conversation that links join to this one, over as many as there are. */
export async function personOf(store: Pick<LinkStore, 'joining'>, conversation: string): Promise<Person> {
  const known = new Set([conversation]);
  for (;;) {
    const before = known.size;
    const links = await store.joining([...known]);
    for (const { from, to } of links) known.add(from).add(to ?? from);
    if (known.size === before) return { conversations: [...known], links };
  }
}

/** Where the person goes on: where they moved to last. */
export const presentIn = ({ conversations, links }: Person): string =>
  links.at(-1)?.to ?? (conversations[0] as string);
