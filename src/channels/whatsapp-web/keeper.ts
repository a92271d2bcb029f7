import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import type { Leases } from '../../ports/lease.js';
import type { LinkState, WhatsappAuth, WhatsappLink } from '../../ports/whatsapp-auth.js';
import { Problem } from '../../problem.js';
import type { Log } from '../../turns/service.js';
import { openAuthState } from './auth-state.js';
import { type Baileys, loadBaileys } from './baileys.js';
import { type Disconnect, disconnectOf, pauseMs } from './disconnect.js';
import { KeyBook } from './key-book.js';
import { Line, type LineHandlers } from './line.js';
import { Ownership } from './ownership.js';

/** What a person needs to link the number. */
export type Linking = { readonly qr: string } | { readonly pairingCode: string };

export interface KeeperParts {
  readonly auth: WhatsappAuth;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** Names this instance to the lease on the number. An instance that comes back under the same name need not wait. */
  readonly holder: string;
  /** WHATSAPP_WEB_URL and WHATSAPP_WEB_SELF_JID: tests only. */
  readonly url?: string | undefined;
  readonly selfJid?: string | undefined;
  /** Begin with new credentials where the present ones wait for a person; the old ones are kept. */
  readonly relink?: boolean | undefined;
  /** Digits with country code: link by a code typed into the phone instead of a QR code. */
  readonly pairingPhone?: string | undefined;
  readonly queryTimeoutMs?: number | undefined;
  /** Where Baileys comes from; tests get hold of its socket here. */
  readonly load?: (() => Promise<Baileys>) | undefined;
  readonly onLinking?: ((linking: Linking) => void) | undefined;
  /** A person must look: the number was logged out, banned, taken over, or its credentials do not work any more. */
  readonly onAlert?: ((reason: string) => void) | undefined;
}

export type KeeperState = LinkState | 'standby' | 'stopped';

type Heard = Omit<LineHandlers, 'opened' | 'qr'>;

const NUMBER = 'whatsapp-number';
const QUERY_TIMEOUT_MS = 20_000;
/** How often an instance that does not own the number, or may not connect, looks whether that changed. */
const LOOK_AGAIN_MS = 5_000;
/** States that only a person ends, by linking again. */
const HOLDS: readonly LinkState[] = ['logged_out', 'forbidden', 'quarantined'];

/** Keeps one connection alive, for the one instance that owns the number, and never fights for it. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #heard: Heard;
  readonly #ownership: Ownership;
  #line: Line | undefined;
  #link: WhatsappLink | undefined;
  #state: KeeperState = 'stopped';
  #reason: string | undefined;
  #since = 0;
  #linking: Linking | undefined;
  #stopped = true;
  #wake: (() => void) | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #opened: (() => void)[] = [];

  constructor(parts: KeeperParts, heard: Heard) {
    this.#parts = parts;
    this.#heard = heard;
    this.#ownership = new Ownership(parts.leases, parts.clock, NUMBER, parts.holder);
  }

  get status(): { state: KeeperState; since: number; reason?: string; linking?: Linking } {
    return {
      state: this.#state,
      since: this.#since,
      ...(this.#reason ? { reason: this.#reason } : {}),
      ...(this.#linking ? { linking: this.#linking } : {}),
    };
  }

  start(): void {
    this.#stopped = false;
    this.#keeping = this.#keep();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#line?.end();
    await this.#keeping;
  }

  /** Resolves when a connection is open. */
  opened(): Promise<void> {
    if (this.#state === 'open') return Promise.resolve();
    return new Promise((resolve) => this.#opened.push(resolve));
  }

  /** Whether this process owns the number. */
  get owns(): boolean {
    return this.#ownership.held;
  }

  /** The connection to send over. @throws Problem `channel_away` or `lease_lost`, both retryable. */
  line(): Line {
    this.#ownership.fence();
    const line = this.#line;
    if (!line || line.ended || this.#state !== 'open')
      throw new Problem('channel_away', 'WhatsApp is not connected', { retryable: true });
    return line;
  }

  async #keep(): Promise<void> {
    let failures = 0;
    let bad = 0;
    while (!this.#stopped) {
      if (!(await this.#mayConnect())) {
        await this.#pause(LOOK_AGAIN_MS);
        continue;
      }
      const { status, wasOpen } = await this.#connect();
      if (this.#stopped) break;
      if (wasOpen) [failures, bad] = [0, 0];
      const disconnect = disconnectOf(status, bad);
      bad = disconnect.name === 'badSession' ? bad + 1 : 0;
      this.#parts.logger.warn({ channel: 'whatsapp', disconnect: disconnect.name });
      await this.#after(disconnect, failures);
      failures += 1;
    }
    if (this.#ownership.held) await this.#mark('waiting', 'stopped');
    await this.#ownership.release();
    this.#show('stopped');
  }

  /** True when this instance owns the number and nothing asks for a person first. */
  async #mayConnect(): Promise<boolean> {
    const link = await this.#parts.auth.link().catch(() => undefined);
    if (link === undefined) return false;
    const holds = link !== null && HOLDS.includes(link.state);
    const replaced = this.#state === 'replaced' && link?.state === 'replaced';
    if (link && (replaced || (holds && !this.#parts.relink))) {
      this.#show(link.state, link.reason);
      return false;
    }
    if (!this.#ownership.held && !(await this.#ownership.take(() => void this.#line?.end()))) {
      this.#show('standby');
      return false;
    }
    this.#link = {
      generation: (link?.generation ?? 1) + (holds ? 1 : 0),
      state: link?.state ?? 'unlinked',
      since: this.#parts.clock.now(),
    };
    return true;
  }

  async #connect(): Promise<{ status: number | undefined; wasOpen: boolean }> {
    const { auth, clock, url, selfJid, queryTimeoutMs = QUERY_TIMEOUT_MS, logger } = this.#parts;
    const { load = loadBaileys } = this.#parts;
    let wasOpen = false;
    const generation = this.#link?.generation ?? 1;
    const book = new KeyBook(auth, generation, () => this.#ownership.fence(), clock);
    try {
      await this.#mark('connecting');
      await auth.open(generation, this.#ownership.fence());
      const baileys = await load();
      const state = await openAuthState(baileys, book, selfJid);
      if (this.#stopped) return { status: undefined, wasOpen };
      const line: Line = new Line(
        baileys,
        state,
        { url, queryTimeoutMs },
        {
          ...this.#heard,
          opened: () => {
            wasOpen = true;
            this.#onOpen();
          },
          qr: (qr) => this.#onQr(line, qr),
        },
      );
      this.#line = line;
      return { status: await line.closed, wasOpen };
    } catch (error) {
      logger.error({ channel: 'whatsapp', code: error instanceof Problem ? error.code : 'connect_threw' });
      return { status: undefined, wasOpen };
    } finally {
      this.#line = undefined;
      this.#linking = undefined;
      await book.close();
    }
  }

  #onOpen(): void {
    this.#linking = undefined;
    void this.#mark('open');
    for (const resolve of this.#opened.splice(0)) resolve();
  }

  /** WhatsApp takes the request for a pairing code once it has offered its first QR code. */
  #onQr(line: Line, qr: string): void {
    const { pairingPhone, logger } = this.#parts;
    if (pairingPhone === undefined) return this.#offer({ qr });
    if (this.#linking) return;
    line.pairingCode(pairingPhone).then(
      (pairingCode) => this.#offer({ pairingCode }),
      () => logger.warn({ channel: 'whatsapp', code: 'pairing_refused' }),
    );
  }

  #offer(linking: Linking): void {
    this.#linking = linking;
    void this.#mark('linking');
    this.#parts.onLinking?.(linking);
  }

  async #after(disconnect: Disconnect, failures: number): Promise<void> {
    if (disconnect.next === 'now' && failures === 0) return;
    await this.#mark(disconnect.state, disconnect.name);
    if (disconnect.next !== 'stop') {
      const chance = (this.#parts.ids.bytes(1)[0] ?? 0) / 256;
      return this.#pause(pauseMs(failures, chance));
    }
    this.#parts.onAlert?.(disconnect.name);
    await this.#ownership.release();
  }

  /** Shows the state here and keeps it for `participa whatsapp status`. Credentials stay as they are, whatever it is. */
  async #mark(state: LinkState, reason?: string): Promise<void> {
    this.#show(state, reason);
    const { generation = 1 } = this.#link ?? {};
    this.#link = { generation, state, since: this.#since, ...(reason ? { reason } : {}) };
    try {
      await this.#parts.auth.mark(this.#link, this.#ownership.fence());
    } catch (error) {
      const code = error instanceof Problem ? error.code : 'mark_threw';
      this.#parts.logger.warn({ channel: 'whatsapp', code });
    }
  }

  #show(state: KeeperState, reason?: string): void {
    if (this.#state !== state) this.#since = this.#parts.clock.now();
    this.#state = state;
    this.#reason = reason;
  }

  #pause(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
