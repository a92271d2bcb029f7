import type { Clock } from '../../ports/clock.js';
import type { Lease, Leases } from '../../ports/lease.js';
import { Problem } from '../../problem.js';

/** Longer than a store may be away without the number falling silent. */
const LEASE_MS = 75_000;
/** Nothing is sent in the last moments of a lease: the message would arrive when somebody else may hold it. */
const MARGIN_MS = 5_000;

/** One instance owns the number: takes the lease, extends it in time, and knows at any moment whether it may send. */
export class Ownership {
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #holder: string;
  readonly #name: string;
  #lease: Lease | undefined;
  #cancel: (() => void) | undefined;

  constructor(leases: Leases, clock: Clock, name: string, holder: string) {
    this.#leases = leases;
    this.#clock = clock;
    this.#name = name;
    this.#holder = holder;
  }

  /** Whether what is done now is done by the owner. */
  get held(): boolean {
    return this.#lease !== undefined && this.#clock.now() < this.#lease.until - MARGIN_MS;
  }

  /** @throws Problem `lease_lost` (retryable) when somebody else owns the number, or may. */
  fence(): number {
    if (!this.#lease || !this.held)
      throw new Problem('lease_lost', 'another instance may own the WhatsApp number', { retryable: true });
    return this.#lease.fence;
  }

  /** True once the number is ours; it is then extended until `release`, and `lost` called if that fails for good. */
  async take(lost: () => void): Promise<boolean> {
    const lease = await this.#leases.take(this.#name, this.#holder, LEASE_MS).catch(() => null);
    if (!lease) return false;
    this.#lease = lease;
    this.#extendLater(lost);
    return true;
  }

  async release(): Promise<void> {
    this.#cancel?.();
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease) await this.#leases.release(lease).catch(() => {});
  }

  #extendLater(lost: () => void): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(LEASE_MS / 5, () => void this.#extend(lost));
  }

  /** A store that is away does not take the number from us while the lease runs; nobody else can take it then either. */
  async #extend(lost: () => void): Promise<void> {
    const before = this.#lease;
    if (!before) return;
    try {
      const lease = await this.#leases.take(this.#name, this.#holder, LEASE_MS);
      if (this.#lease !== before) return;
      if (!lease || lease.fence !== before.fence) return this.#drop(lost);
      this.#lease = lease;
    } catch {
      if (this.#lease === before && !this.held) return this.#drop(lost);
    }
    this.#extendLater(lost);
  }

  #drop(lost: () => void): void {
    this.#lease = undefined;
    lost();
  }
}
