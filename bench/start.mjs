import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { line, median, round } from './measure.mjs';

const COMMAND = fileURLToPath(new URL('../dist/bin/participa.js', import.meta.url));

/** From starting the process to the first answered message, and the memory it has then. Goal of the first step: 10 s. */
export async function bench() {
  const runs = [];
  for (let run = 0; run < 5; run += 1) runs.push(await once());
  line(
    'start: first answer after',
    `${round(median(runs.map((it) => it.seconds)))} s (goal 1 s), ${Math.round(median(runs.map((it) => it.megabytes)))} MB resident`,
  );
}

async function once() {
  const directory = mkdtempSync(join(tmpdir(), 'participa-bench-'));
  const began = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=2', COMMAND, 'chat'], {
    env: { ...process.env, DATA_DIR: directory },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.write('cuanta violencia intrafamiliar hay en tulua\n');
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const seconds = (performance.now() - began) / 1000;
  const megabytes = await resident(child.pid);
  child.stdin.end();
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(directory, { recursive: true, force: true });
  return { seconds, megabytes };
}

/** Resident memory in MB; 0 where the system does not tell. */
async function resident(pid) {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
