import { channelOf, partitionOf } from '../domain/conversation.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { PartitionLeases } from '../ports/partition-leases.js';
import { codeOf } from './perform.js';
import type { Log } from './service.js';

/** Which conversations this process works on. */
export interface Ownership {
  /** Whether what is done now in a conversation is done by its owner. */
  owns(conversation: string): boolean;
  /** The partitions held; undefined where all are. */
  held(): readonly number[] | undefined;
  /** Whether other processes store messages of conversations that are ours. */
  isShared(): boolean;
}

/** A process that works alone, or on what only it has open. */
export const ownsAll: Ownership = { owns: () => true, held: () => undefined, isShared: () => false };

/**
 * Ownership with regard to channels: a conversation of one that is not open here is worked on where it is open (what is
 * shown there can be erased only there); one that only one process can send on brings its conversations along.
 */
export function withChannels(channels: ReadonlyMap<string, Channel>, by: Ownership): Ownership {
  return {
    owns: (conversation) => {
      const channel = channels.get(channelOf(conversation));
      return channel !== undefined && (channel.sendsHere ?? by.owns(conversation));
    },
    held: () => ([...channels.values()].some((it) => it.sendsHere) ? undefined : by.held()),
    isShared: () => by.isShared(),
  };
}

/** A holder that is silent this long has lost its partitions, milliseconds. */
export const LEASE_MS = 5_000;
const BEAT_MS = 1_000;
/** Nothing is done in the last moments of a lease: it would happen when somebody else may hold it. */
const MARGIN_MS = 1_000;

export interface PartitionParts {
  readonly leases: PartitionLeases;
  readonly holder: string;
  readonly clock: Clock;
  readonly logger: Log;
}

/** What became ours with a beat. */
export type Taken = (partitions: readonly number[], orphaned: boolean) => void;

/** The partitions that one process holds: taken at the start, extended by a heartbeat, over the moment they may be
 * somebody else's, also when the process was paused or the store is away. */
export class Partitions implements Ownership {
  readonly #parts: PartitionParts;
  #held = new Set<number>();
  /** Milliseconds since the epoch. */
  #until = 0;
  #holders = 1;
  #beating: Promise<void> | undefined;
  #cancel = (): void => {};
  #stopped = false;
  #taken: Taken = () => {};

  constructor(parts: PartitionParts) {
    this.#parts = parts;
  }

  owns(conversation: string): boolean {
    return this.#isValid() && this.#held.has(partitionOf(conversation));
  }

  held(): readonly number[] {
    return this.#isValid() ? [...this.#held] : [];
  }

  isShared(): boolean {
    return this.#holders > 1;
  }

  /** Resolves after the first beat. A store that is away is asked again with the next. */
  async start(taken: Taken): Promise<void> {
    this.#taken = taken;
    await this.beat();
  }

  /** Beats now, then again in time. */
  async beat(): Promise<void> {
    this.#cancel();
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
      if (!this.#stopped) this.#cancel = this.#parts.clock.after(BEAT_MS, () => void this.beat());
    });
    await this.#beating;
  }

  /** Gives everything back, so that others need not wait. Call when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#beating;
    this.#held.clear();
    await this.#parts.leases.release(this.#parts.holder).catch(() => {});
  }

  async #beat(): Promise<void> {
    const { leases, holder, clock, logger } = this.#parts;
    const began = clock.now();
    try {
      const { partitions, orphaned, holders } = await leases.beat(holder, LEASE_MS);
      const before = this.#isValid() ? this.#held : new Set<number>();
      const fresh = partitions.filter((it) => !before.has(it));
      this.#held = new Set(partitions);
      this.#until = began + LEASE_MS - MARGIN_MS;
      this.#holders = holders;
      if (fresh.length === 0) return;
      logger.info({ code: 'partitions_taken', number: fresh.length, held: partitions.length, holders });
      this.#taken(
        fresh,
        fresh.some((it) => orphaned.includes(it)),
      );
    } catch (error) {
      logger.warn({ code: 'partitions_unknown', reason: codeOf(error) });
    }
  }

  #isValid(): boolean {
    return this.#parts.clock.now() < this.#until;
  }
}
