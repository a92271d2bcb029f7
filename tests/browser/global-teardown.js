import { rmSync } from 'node:fs';

export default async function teardown() {
  const folder = process.env.TEST_BROWSER_FOLDER;
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
