import type { MediaRefusal } from '../../domain/message.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaStore } from '../../ports/media.js';

/** How much may be held that belongs to no case yet. */
export interface RoomLimits {
  /** Files of one conversation. */
  readonly files: number;
  /** Bytes of all conversations together, so that nobody fills the disk. */
  readonly held: number;
}

/** Who gives a file. */
export interface Holder {
  readonly conversation: string;
  readonly channel: string;
  /** Where an anonymous person writes from: many conversations of one network are its share together. */
  readonly network?: string;
}

/** A conversation may hold this part of what is free, so that the less there is left, the less each may take, and who
 * comes last still gets something. With all of it free that is a ninth of the whole. */
const OF_A_CONVERSATION = 1 / 8;
/** The same of a network; behind one there may be a town. */
const OF_A_NETWORK = 1 / 2;
/** All anonymous conversations together: who writes from a number of their own never finds it filled by them. */
const OF_THE_ANONYMOUS = 1 / 2;
/** Who could still give so many bytes is told to send something lighter. */
const A_LIGHT_PICTURE = 100_000;
/** Networks remembered; the one that gave nothing for longest is let go first. */
const MAX_NETWORKS = 20_000;
/** What a network gave is looked up no more often than this, or who is refused again and again would wear out the store. */
const LOOKED_UP_MS = 60_000;

interface Held {
  readonly all: number;
  readonly channel: number;
  readonly own: number;
  readonly files: number;
}

interface Coming extends Holder {
  bytes: number;
}

interface Network {
  /** Bytes by file. */
  readonly files: Map<string, number>;
  lookedUpAt: number;
}

const bytesOf = (files: readonly Coming[]): number => files.reduce((sum, it) => sum + it.bytes, 0);

/** What is free for files that belong to no case, shared fairly. Files that are coming in count with what came of them, so
 * that several at the same time find no more room than one after another. */
export class Room {
  readonly #store: MediaStore;
  readonly #limits: RoomLimits;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #coming = new Set<Coming>();
  /** What each network gave; who they are is kept in memory only. */
  readonly #networks = new Map<string, Network>();
  /** How many files became held: what was read of the store before that does not count them. */
  #kept = 0;

  constructor(store: MediaStore, limits: RoomLimits, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** A place for one file, to be left in the end, or why there is none. */
  async enter(holder: Holder): Promise<Place | MediaRefusal> {
    // Counted before the store is asked, also below: another one that comes meanwhile sees it.
    const place: Coming = { ...holder, bytes: 1 };
    this.#coming.add(place);
    const leave = (): void => void this.#coming.delete(place);
    try {
      let [at, held] = [this.#kept, await this.#held(holder)];
      const refused = await this.#refusal(place, held);
      if (refused !== null) leave();
      if (refused !== null) return refused;
      return {
        reserve: async (bytes) => {
          place.bytes += bytes;
          if (at !== this.#kept) [at, held] = [this.#kept, await this.#held(holder)];
          const why = await this.#refusal(place, held);
          if (why !== null) place.bytes -= bytes;
          return why;
        },
        kept: (id) => {
          this.#kept += 1;
          if (holder.network !== undefined) this.#remember(holder.network, id, place.bytes);
          leave();
        },
        leave,
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #held({ conversation, channel }: Holder): Promise<Held> {
    const [all, ofChannel, own] = await Promise.all([
      this.#store.held(),
      this.#store.held({ channel }),
      this.#store.held({ conversation }),
    ]);
    return { all: all.bytes, channel: ofChannel.bytes, own: own.bytes, files: own.files };
  }

  async #refusal(place: Coming, held: Held): Promise<MediaRefusal | null> {
    const { conversation, channel, network } = place;
    const coming = [...this.#coming];
    const mine = coming.filter((it) => it.conversation === conversation);
    if (held.files + mine.indexOf(place) >= this.#limits.files) return 'too_many';
    const all = this.#limits.held - held.all - bytesOf(coming);
    const ofChannel = held.channel + bytesOf(coming.filter((it) => it.channel === channel));
    const anonymous = this.#limits.held * OF_THE_ANONYMOUS - ofChannel;
    const free = Math.max(0, network === undefined ? all : Math.min(all, anonymous));
    const own = held.own + bytesOf(mine);
    if (own > free * OF_A_CONVERSATION) {
      if (own > place.bytes) return 'too_many';
      return free * OF_A_CONVERSATION >= A_LIGHT_PICTURE ? 'too_large' : 'full';
    }
    if (network === undefined) return null;
    const most = free * OF_A_NETWORK - bytesOf(coming.filter((it) => it.network === network));
    return this.#given(network) > most && (await this.#heldBy(network)) > most ? 'full' : null;
  }

  #given(network: string): number {
    return [...(this.#networks.get(network)?.files.values() ?? [])].reduce((sum, it) => sum + it, 0);
  }

  /** What went to a case or was removed since is not its any more. */
  async #heldBy(network: string): Promise<number> {
    const known = this.#networks.get(network);
    const now = this.#clock.now();
    if (known && now - known.lookedUpAt >= LOOKED_UP_MS) {
      known.lookedUpAt = now;
      for (const id of known.files.keys())
        if ((await this.#store.find(id))?.case !== null) known.files.delete(id);
    }
    return this.#given(network);
  }

  #remember(network: string, id: string, bytes: number): void {
    const known = this.#networks.get(network) ?? { files: new Map<string, number>(), lookedUpAt: 0 };
    known.files.set(id, bytes);
    this.#networks.delete(network);
    this.#networks.set(network, known);
    if (this.#networks.size > MAX_NETWORKS)
      this.#networks.delete(this.#networks.keys().next().value as string);
  }
}

/** Where one file that is coming in counts. */
export interface Place {
  /** Takes room for what comes next, or tells why there is none. */
  reserve(bytes: number): Promise<MediaRefusal | null>;
  /** The file is durable under this id: the store counts it from now on, and its place is left. */
  kept(id: string): void;
  /** Nothing came of it, or it was left already. */
  leave(): void;
}
