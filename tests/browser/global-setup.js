import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Unpacks Chromium once for all workers, into a folder of its own: two workers unpacking at once race for the file
 * that both execute. A run that names other tests does without; where it fails, the browser tests skip with the reason.
 */
export default async function setup({ testPathPatterns }) {
  const patterns = testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && !patterns.some((it) => it.includes('browser'))) return;
  const folder = mkdtempSync(join(tmpdir(), 'participa-browser-'));
  process.env.TEST_BROWSER_FOLDER = folder;
  try {
    const script = fileURLToPath(new URL('./unpack.js', import.meta.url));
    const env = {
      PATH: process.env.PATH,
      TMPDIR: folder,
      HOME: folder,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    process.env.TEST_BROWSER = stdout;
  } catch (error) {
    process.env.TEST_BROWSER_REASON = String(error.stderr || error).slice(0, 500);
  }
}
