import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

interface Unpacked {
  executablePath: string;
  env: Record<string, string>;
}

/** Starts the Chromium that globalSetup unpacked. The reason when this machine cannot run it. */
async function tryLaunch(): Promise<Browser | string> {
  const { TEST_BROWSER, TEST_BROWSER_FOLDER, TEST_BROWSER_REASON } = process.env;
  if (!TEST_BROWSER) return TEST_BROWSER_REASON ?? 'Chromium was not unpacked for this run';
  const { executablePath, env } = JSON.parse(TEST_BROWSER) as Unpacked;
  const places = { ...env, HOME: TEST_BROWSER_FOLDER ?? '', TMPDIR: TEST_BROWSER_FOLDER ?? '' };
  try {
    return await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      headless: true,
      env: { PATH: process.env.PATH ?? '', ...places },
    });
  } catch (error) {
    return String(error).slice(0, 500);
  }
}

/** `describe` with a browser; skipped with the printed reason where Chromium cannot run. */
export async function describeInBrowser(name: string, body: (browser: Browser) => void): Promise<void> {
  const browser = await tryLaunch();
  if (typeof browser !== 'string') {
    describe(name, () => body(browser));
    return;
  }
  process.stderr.write(`skipped: ${name}: Chromium does not start here: ${browser}\n`);
  describe.skip(name, () => body(undefined as never));
}
