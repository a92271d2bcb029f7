import type { Clock } from '../../ports/clock.js';
import type { LinkState, WhatsappAuth, WhatsappLink } from '../../ports/whatsapp-auth.js';
import { Problem } from '../../problem.js';
import type { Log } from '../../turns/service.js';

/** What a person needs to link the number. */
export type Linking = { readonly qr: string } | { readonly pairingCode: string };

export type KeeperState = LinkState | 'standby' | 'stopped';

export interface StandingParts {
  readonly auth: WhatsappAuth;
  readonly clock: Clock;
  readonly logger: Log;
}

/** How the number stands: shown here, and kept for `participa whatsapp status`. */
export class Standing {
  readonly #parts: StandingParts;
  #link: WhatsappLink | undefined;
  #state: KeeperState = 'stopped';
  #reason: string | undefined;
  #since = 0;
  linking: Linking | undefined;

  constructor(parts: StandingParts) {
    this.#parts = parts;
  }

  get state(): KeeperState {
    return this.#state;
  }

  /** Of the credentials in use. */
  get generation(): number {
    return this.#link?.generation ?? 1;
  }

  get status(): { state: KeeperState; since: number; reason?: string; linking?: Linking } {
    return {
      state: this.#state,
      since: this.#since,
      ...(this.#reason ? { reason: this.#reason } : {}),
      ...(this.linking ? { linking: this.linking } : {}),
    };
  }

  /** Goes on from how the number stood; `renewed` begins with new credentials. */
  takeUp(link: WhatsappLink | null, renewed: boolean): void {
    this.#link = {
      generation: (link?.generation ?? 1) + (renewed ? 1 : 0),
      state: link?.state ?? 'unlinked',
      since: this.#parts.clock.now(),
    };
  }

  show(state: KeeperState, reason?: string): void {
    if (this.#state !== state) this.#since = this.#parts.clock.now();
    this.#state = state;
    this.#reason = reason;
  }

  /** Shows the state and keeps it. Credentials stay as they are, whatever it is. `fence` is asked when it is kept; what
   * it throws is logged. */
  async mark(state: LinkState, fence: () => number, reason?: string): Promise<void> {
    this.show(state, reason);
    const { generation } = this;
    this.#link = { generation, state, since: this.#since, ...(reason ? { reason } : {}) };
    try {
      await this.#parts.auth.mark(this.#link, fence());
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'mark_threw';
      this.#parts.logger.warn({ channel: 'whatsapp', code });
    }
  }
}
