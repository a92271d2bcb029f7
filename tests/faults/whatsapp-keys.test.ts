import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';

/** How many writes are made in all, and after how many the process is killed: few here, `FAULT_WRITES=10000` in the long
 * run. */
const WRITES = Number(process.env.FAULT_WRITES ?? 240);
const KILLS = Number(process.env.FAULT_KILLS ?? 4);

interface Life {
  /** The value of each key when the process began. */
  readonly found: readonly number[];
  /** The last write that it told as kept. */
  readonly kept: number;
}

/** One life of the writing process, killed with SIGKILL once it has told of `writes` writes. */
async function live(directory: string, writes: number): Promise<Life> {
  const child = spawn(process.execPath, [resolve('tests/faults/whatsapp-keys.child.mjs'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  let found: number[] = [];
  let kept = 0;
  let left = writes;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, ...values] = line.split(' ');
    if (word === 'found') found = values.map(Number);
    if (word !== 'kept') continue;
    kept = Math.max(kept, Number(values[0]));
    left -= 1;
    if (left === 0) child.kill('SIGKILL');
  }
  await ended;
  return { found, kept };
}

test(
  `keys that belong together stay together and what was kept stays kept through ${KILLS} kills`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'whatsapp-keys-'));
    try {
      let kept = 0;
      for (let kill = 0; kill <= KILLS; kill += 1) {
        /** Uneven, so that a kill falls into every part of a write sooner or later. */
        const life = await live(directory, kill === KILLS ? 1 : Math.ceil(WRITES / KILLS) + (kill % 7));
        expect(new Set(life.found).size).toBe(1);
        expect(life.found[0]).toBeGreaterThanOrEqual(kept);
        kept = life.kept;
      }
      expect(kept).toBeGreaterThanOrEqual(WRITES);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  30_000 + WRITES * 100,
);
