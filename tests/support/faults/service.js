// The service as `participa start` runs it, on the compiled program, with faults that its environment asks for:
// FAULT_AT=checkpoint:passes kills the process at that point of the commit protocol, after so many passes;
// FAULT_DISK=forgetful serves the store from this process and writes down, after each write that was synced, how long
// LevelDB's logs were: what lies behind is what a machine without power forgets. `careless` also drops the sync.
import { createRequire } from 'node:module';
import { existsSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { start } from '../../../dist/bin/commands/start.js';
import { environment } from '../../../dist/bin/environment.js';
import { openStore } from '../../../dist/bin/store.js';
import { hostStore } from '../../../dist/store/embedded/host.js';

const { FAULT_AT = 'never:0', FAULT_DISK, DATA_DIR } = process.env;

async function serveForgetfulStore(isCareless) {
  const directory = join(DATA_DIR, 'store');
  const { ChainedBatch } = createRequire(import.meta.url)('classic-level/chained-batch.js');
  const write = ChainedBatch.prototype._write;
  ChainedBatch.prototype._write = async function (options) {
    const sync = isCareless ? false : options.sync;
    await write.call(this, { ...options, sync });
    if (sync) rememberLogs(directory);
  };
  return hostStore({ directory }, (error) => {
    throw error;
  });
}

function rememberLogs(directory) {
  const data = join(directory, 'data');
  const logs = readdirSync(data).filter((name) => name.endsWith('.log'));
  const sizes = logs.filter((name) => existsSync(join(data, name))).map((name) => [name, statSync(join(data, name)).size]);
  const record = join(directory, 'synced.json');
  writeFileSync(`${record}.new`, JSON.stringify(Object.fromEntries(sizes)));
  renameSync(`${record}.new`, record);
}

// Whoever started this is gone, however it ended: nothing of it stays.
process.stdin.once('close', () => process.exit(1)).resume();
if (FAULT_DISK) process.env.MONGODB_URI = (await serveForgetfulStore(FAULT_DISK === 'careless')).uri;
const [at, passes] = FAULT_AT.split(':');
let left = Number(passes);
await start(openStore(environment()), (reached) => {
  if (reached === at && left-- === 0) process.kill(process.pid, 'SIGKILL');
});
process.exit(0);
