import type { Clock } from '../../ports/clock.js';
import { Problem } from '../../problem.js';
import type { Log } from '../service.js';

/** Carries what a store says is waiting to where it belongs: cases to bodies, alerts to people, news to citizens. */
export interface Courier {
  readonly name: string;
  /** How long it rests when nothing was waiting, milliseconds. */
  readonly everyMs: number;
  /** Carries what is due. Resolves with how much that was; 0 means that nothing is left for now. */
  round(): Promise<number>;
  /** Begins nothing more; resolves when nothing is under way. For couriers whose rounds end before all they began. */
  stop?(): Promise<void>;
}

/** More rounds than this without a rest would keep a courier that always finds something from letting others work. */
const MAX_ROUNDS = 20;

/** Runs couriers side by side, each one round at a time. A round that throws is logged by code and tried again after
 * the courier's rest: whatever was due still is. */
export class Couriers {
  readonly #loops: ReadonlyMap<string, Loop>;

  constructor(couriers: readonly Courier[], around: { readonly clock: Clock; readonly logger: Log }) {
    this.#loops = new Map(couriers.map((courier) => [courier.name, new Loop(courier, around)]));
  }

  /** Begins at once and goes on until `stop`. */
  start(): void {
    for (const loop of this.#loops.values()) void loop.run();
  }

  /** One courier goes now instead of at the end of its rest; resolves when it has found nothing left. */
  async go(name: string): Promise<void> {
    await this.#loops.get(name)?.run();
  }

  /** Waits for the rounds under way and begins no other. */
  async stop(): Promise<void> {
    await Promise.all([...this.#loops.values()].map((loop) => loop.stop()));
  }
}

class Loop {
  readonly #courier: Courier;
  readonly #clock: Clock;
  readonly #logger: Log;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;
  #cancelRest: () => void = () => {};

  constructor(courier: Courier, { clock, logger }: { readonly clock: Clock; readonly logger: Log }) {
    this.#courier = courier;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Goes now, or once more when it is under way. */
  run(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    if (this.#running) this.#again = true;
    this.#running ??= this.#carry().finally(() => {
      this.#running = undefined;
      if (!this.#stopped) this.#cancelRest = this.#clock.after(this.#courier.everyMs, () => void this.run());
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRest();
    await this.#courier.stop?.();
    await this.#running;
  }

  async #carry(): Promise<void> {
    this.#cancelRest();
    for (let round = 0; round < MAX_ROUNDS && !this.#stopped; round += 1) {
      this.#again = false;
      const carried = await this.#round();
      if (carried === 0 && !this.#again) return;
    }
  }

  async #round(): Promise<number> {
    try {
      return await this.#courier.round();
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'courier_failed';
      this.#logger.warn({ courier: this.#courier.name, code, error: String(error) });
      return 0;
    }
  }
}
