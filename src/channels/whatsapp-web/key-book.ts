import type { Clock } from '../../ports/clock.js';
import type { WhatsappAuth } from '../../ports/whatsapp-auth.js';
import { Problem } from '../../problem.js';

type Changes = Map<string, string | null>;

interface Batch {
  readonly changes: Changes;
  readonly done: Promise<void>;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void };
}

/** Values kept in memory: sessions of people who write, so that a message needs no read. */
const MAX_KNOWN = 4_000;
const RETRY_MS = 1_000;

/**
 * Credentials and keys of one generation, read and written one batch after the other: what is written while a batch is
 * on its way joins the next one, a `write` is never split over two, and no read is older than a write before it.
 *
 * While the store is away writes stay in memory, are tried again until they are kept, and do not hold up the caller:
 * the danger line must go out. Nothing is lost by it, since a message that came in is not acknowledged before it is
 * stored, and a device that meets a key twice asks for the message again.
 */
export class KeyBook {
  readonly #auth: WhatsappAuth;
  readonly #generation: number;
  readonly #fence: () => number;
  readonly #clock: Clock;
  readonly #known = new Map<string, string | null>();
  #next: Batch | undefined;
  #writing: Batch | undefined;
  #working: Promise<void> = Promise.resolve();
  #hurry: (() => void) | undefined;
  #lost: unknown;
  #closed = false;

  constructor(auth: WhatsappAuth, generation: number, fence: () => number, clock: Clock) {
    this.#auth = auth;
    this.#generation = generation;
    this.#fence = fence;
    this.#clock = clock;
  }

  /** @throws Problem of the store, retryable, for a value that is not in memory while the store is away. */
  async read(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const missing: string[] = [];
    for (const name of names) {
      const value = this.#inMemory(name);
      if (value === undefined) missing.push(name);
      else if (value !== null) found.set(name, value);
    }
    if (missing.length === 0) return found;
    const stored = await this.#auth.read(this.#generation, missing);
    for (const name of missing) {
      const newer = this.#inMemory(name);
      const value = newer === undefined ? (stored.get(name) ?? null) : newer;
      if (newer === undefined) this.#remember(name, value);
      if (value !== null) found.set(name, value);
    }
    return found;
  }

  /** Resolves when the changes are durable, or the store is away and they wait. Rejects with `lease_lost`. */
  write(changes: ReadonlyMap<string, string | null>): Promise<void> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.#next ??= newBatch();
    for (const [name, value] of changes) this.#next.changes.set(name, value);
    const { done } = this.#next;
    if (!this.#writing) this.#working = this.#work();
    return done;
  }

  /** Resolves when everything was written, or cannot be any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#hurry?.();
    await this.#working;
  }

  #inMemory(name: string): string | null | undefined {
    for (const batch of [this.#next, this.#writing]) {
      const value = batch?.changes.get(name);
      if (value !== undefined) return value;
    }
    return this.#known.get(name);
  }

  #remember(name: string, value: string | null): void {
    this.#known.delete(name);
    this.#known.set(name, value);
    if (this.#known.size <= MAX_KNOWN) return;
    const oldest = this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  async #work(): Promise<void> {
    while (this.#next) {
      const batch = this.#next;
      this.#next = undefined;
      this.#writing = batch;
      await this.#keep(batch);
      for (const [name, value] of batch.changes) this.#remember(name, value);
      this.#writing = undefined;
    }
  }

  async #keep(batch: Batch): Promise<void> {
    for (;;) {
      try {
        await this.#auth.write(this.#generation, batch.changes, this.#fence());
        return batch.settle.resolve();
      } catch (error) {
        const retryable = error instanceof Problem && error.retryable;
        if (!retryable) this.#lost = error;
        if (!retryable || this.#closed) return batch.settle.reject(error);
        batch.settle.resolve();
        await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(RETRY_MS, resolve);
      this.#hurry = () => {
        cancel();
        resolve();
      };
    });
  }
}

function newBatch(): Batch {
  let settle: Batch['settle'] | undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  /** Who does not wait for a write learns of its failure from the next one. */
  done.catch(() => {});
  return { changes: new Map(), done, settle: settle as Batch['settle'] };
}
