import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../config.js';

/** Runs bench/run.mjs in a process of its own, so that nothing of the command line is measured. */
export async function bench(groups: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'bench', 'run.mjs'), ...groups], {
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  process.exitCode = code ?? 1;
}
