import { join } from 'node:path';
import { startEmbeddedStore } from '../../store/embedded/index.js';
import { environment } from '../environment.js';
import { untilStopped } from '../until-stopped.js';

/** Runs only the embedded store, for mongosh, Compass, backups and foreign test suites. */
export async function store(options: { port?: number }): Promise<void> {
  const config = environment();
  const running = await startEmbeddedStore({
    directory: join(config.DATA_DIR, 'store'),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  process.stdout.write(`${running.uri}\n`);
  if (options.port !== undefined) process.stdout.write(`mongodb://127.0.0.1:${options.port}/sigesi\n`);
  await untilStopped();
  await running.stop();
}
