import { test } from '@jest/globals';

/** A test that cannot be run here: it is reported as skipped, and why is printed. */
export function skipped(name: string, reason: string): void {
  process.stderr.write(`skipped: ${name}: ${reason}\n`);
  test.skip(`${name} (skipped: ${reason})`, () => undefined);
}
