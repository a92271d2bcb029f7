import { createHash } from 'node:crypto';
import type { Case } from '../../../src/domain/case.js';
import { keyring } from '../../../src/engine/sealing/keyring.js';
import { connectStore } from '../../../src/store/connect.js';
import { startEmbeddedStore } from '../../../src/store/embedded/index.js';
import { createStores } from '../../../src/store/index.js';
import { seenHash } from '../../../src/turns/seal.js';
import { realIds } from '../real.js';
import { type Address, Ledger } from './callers.js';
import { FarEnds } from './far-ends.js';
import { type Life, Place, startService } from './running.js';

const AGENCY_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const ring = keyring(new Map([[1, new Uint8Array(32).fill(7)]]));

/** Everything that is found in a store: what became of what was acknowledged. */
export interface Found {
  /** Acknowledged ids that no conversation has in its `seen`. */
  readonly lost: readonly string[];
  /** Rows that nobody finished. */
  readonly open: number;
  readonly cases: readonly Case[];
}

/** A service with its far ends, started again after each kill. */
export class World implements Address {
  readonly place = new Place();
  readonly ledger = new Ledger();
  /** From the start of a process to its first line, milliseconds, of every life but the first. */
  readonly recoveries: number[] = [];
  life: Life | undefined;
  kills = 0;
  readonly #beside: Life[] = [];
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    readonly ends: FarEnds,
    env: Readonly<Record<string, string>>,
  ) {
    this.#env = env;
  }

  /** A new installation whose SUPERSALUD receives cases by webhook. */
  static async open(env: Readonly<Record<string, string>> = {}): Promise<World> {
    const world = new World(await new FarEnds().open(), env);
    const { uri, stop } = await startEmbeddedStore({ directory: `${world.place.data}/store` });
    const connection = await connectStore(uri);
    await createStores(connection, ring, realIds, Date.now).agencies.save({
      id: 'SUPERSALUD',
      kind: 'SUPERSALUD',
      name: 'Superintendencia Nacional de Salud',
      territory: null,
      connector: 'webhook',
      endpoint: `${world.ends.url}/agency`,
      secret: AGENCY_SECRET,
      verifiedOn: '2026-11-20',
      verifiedBy: 'A. Official',
    });
    await connection.close();
    await stop();
    return world;
  }

  /** Starts the service; resolves once it listens. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const life = startService(this.place, this.ends.url, { ...this.#env, ...env });
    this.life = life;
    await life.ready;
    this.ends.nudge();
  }

  /** Starts one more instance on the same store. */
  async startBeside(): Promise<void> {
    const life = startService(this.place, this.ends.url, this.#env);
    this.#beside.push(life);
    await life.ready;
  }

  /** Starts it again whenever it ends, until `enough` holds.
   * @param between what happens to the machine meanwhile */
  async keepAlive(
    enough: () => boolean,
    envOf: () => Readonly<Record<string, string>> = () => ({}),
    between: () => void = () => {},
  ): Promise<void> {
    while (this.life && !enough()) {
      await this.life.ended;
      this.kills += 1;
      between();
      const since = Date.now();
      await this.start(enough() ? {} : envOf()).then(
        () => this.recoveries.push(Date.now() - since),
        (error: unknown) => {
          // Killed again before it listened, as it was asked to.
          if (!String(error).includes('SIGKILL')) throw error;
        },
      );
    }
  }

  /** Where one of the instances listens, waiting for the next life when there is none. */
  async url(): Promise<string> {
    for (;;) {
      const alive = [this.life, ...this.#beside].filter((life) => life !== undefined && !life.over);
      const life = alive[Math.floor(Math.random() * alive.length)];
      const url = await life?.ready.catch(() => undefined);
      if (url !== undefined && !life?.over) return url;
      if (alive.length === 0) await this.ends.next();
    }
  }

  /** Stops the service in an orderly way. */
  async stop(): Promise<void> {
    for (const life of [this.life, ...this.#beside]) {
      if (!life || life.over) continue;
      life.signal('SIGTERM');
      await life.ended;
    }
  }

  /** Looks into the store of a service that was stopped. */
  async look(): Promise<Found> {
    const { uri, stop } = await startEmbeddedStore({ directory: `${this.place.data}/store` });
    const connection = await connectStore(uri);
    try {
      const { cases } = createStores(connection, ring, realIds, Date.now);
      const rows = await connection.collection('conversations').find().toArray();
      const seen = new Set(rows.flatMap((row) => (row.seen as { hash: string }[]).map(({ hash }) => hash)));
      const lost = this.ledger.acknowledged.filter(
        ({ wamid }) => !seen.has(seenHash(`whatsapp:${idOf(wamid)}`)),
      );
      return {
        lost: lost.map(({ wamid }) => wamid),
        open: await connection.collection('inbox').countDocuments(),
        cases: await cases.list({ limit: 10_000 }),
      };
    } finally {
      await connection.close();
      await stop();
    }
  }

  async close(): Promise<void> {
    await this.place.remove();
    await this.ends.close();
  }
}

/** As src/channels/whatsapp-cloud/to-message.ts names a message. */
const idOf = (wamid: string): string => createHash('sha256').update(wamid).digest('base64url').slice(0, 27);
