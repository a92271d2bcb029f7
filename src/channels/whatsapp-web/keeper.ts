import type { LinkState } from '../../ports/whatsapp-auth.js';
import { Problem } from '../../problem.js';
import { openAuthState } from './auth-state.js';
import { loadBaileys } from './baileys.js';
import { type Disconnect, disconnectOf, pauseMs } from './disconnect.js';
import type { KeeperParts } from './keeper-parts.js';
import { KeyBook } from './key-book.js';
import { Line, type LineHandlers } from './line.js';
import { Ownership } from './ownership.js';
import { type Linking, Standing } from './standing.js';

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
  readonly #standing: Standing;
  #stopped = true;
  #wake: (() => void) | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #opened: (() => void)[] = [];

  constructor(parts: KeeperParts, heard: Heard) {
    this.#parts = parts;
    this.#heard = heard;
    this.#standing = new Standing(parts);
    this.#ownership = new Ownership(parts.leases, parts.clock, NUMBER, parts.holder);
  }

  get status(): Standing['status'] {
    return this.#standing.status;
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
    if (this.#standing.state === 'open') return Promise.resolve();
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
    if (!line || line.ended || this.#standing.state !== 'open')
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
    this.#standing.show('stopped');
  }

  /** True when this instance owns the number and nothing asks for a person first. */
  async #mayConnect(): Promise<boolean> {
    const link = await this.#parts.auth.link().catch(() => undefined);
    if (link === undefined) return false;
    const holds = link !== null && HOLDS.includes(link.state);
    const replaced = this.#standing.state === 'replaced' && link?.state === 'replaced';
    if (link && (replaced || (holds && !this.#parts.relink))) {
      this.#standing.show(link.state, link.reason);
      return false;
    }
    if (!this.#ownership.held && !(await this.#ownership.take(() => void this.#line?.end()))) {
      this.#standing.show('standby');
      return false;
    }
    this.#standing.takeUp(link, holds);
    return true;
  }

  async #connect(): Promise<{ status: number | undefined; wasOpen: boolean }> {
    const { auth, clock, url, selfJid, queryTimeoutMs = QUERY_TIMEOUT_MS, logger } = this.#parts;
    const { load = loadBaileys } = this.#parts;
    let wasOpen = false;
    const { generation } = this.#standing;
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
      this.#standing.linking = undefined;
      await book.close();
    }
  }

  #onOpen(): void {
    this.#standing.linking = undefined;
    void this.#mark('open');
    for (const resolve of this.#opened.splice(0)) resolve();
  }

  /** WhatsApp takes the request for a pairing code once it has offered its first QR code. */
  #onQr(line: Line, qr: string): void {
    const { pairingPhone, logger } = this.#parts;
    if (pairingPhone === undefined) return this.#offer({ qr });
    if (this.#standing.linking) return;
    line.pairingCode(pairingPhone).then(
      (pairingCode) => this.#offer({ pairingCode }),
      () => logger.warn({ channel: 'whatsapp', code: 'pairing_refused' }),
    );
  }

  #offer(linking: Linking): void {
    this.#standing.linking = linking;
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

  #mark(state: LinkState, reason?: string): Promise<void> {
    return this.#standing.mark(state, () => this.#ownership.fence(), reason);
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
