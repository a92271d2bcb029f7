import { encode } from '../dist/store/embedded/bson/encode.js';
import { Binary, UtcDate } from '../dist/store/embedded/bson/value.js';
import { dataPath } from '../dist/store/embedded/address.js';
import { Engine } from '../dist/store/embedded/engine/engine.js';
import { Journal } from '../dist/store/embedded/kv/journal.js';
import { openLevel } from '../dist/store/embedded/kv/level.js';

const BLOCKS = 32 * 1024 * 1024;
const CACHE = 32 * 1024 * 1024;
const A_FLUSH = 5_000;
const DATABASE = 'sigesi';

/** The key-value file of a store that nobody serves. */
export const fileOf = (directory) => openLevel(dataPath(directory), { blockCacheBytes: BLOCKS });

const fail = (error) => {
  throw error;
};

/** The engine over it, as a server opens it. */
export const engineOf = async (file) => Engine.open(new Journal(file, fail, CACHE));

/** Puts so many messages that were sent to 10,000 people into the store of a folder, with the entries of its indexes; the
 * collection and its indexes are there already. */
export async function seedMessages(directory, count) {
  const engine = await engineOf(await fileOf(directory));
  const messages = engine.get(DATABASE, 'messages');
  const sealed = new Binary(0, Buffer.alloc(300, 7));
  const at = BigInt(Date.now());
  for (let index = 0; index < count; index += 1) {
    const conversation = `bench:seeded-${index % 10_000}`;
    const seq = Math.floor(index / 10_000);
    const message = new Map([
      ['_id', `${conversation}:${seq}`],
      ['conversation', conversation],
      ['seq', seq],
      ['providerId', `wamid.seeded-${index}`],
      ['at', new UtcDate(at - BigInt(index))],
      ['sealed', sealed],
    ]);
    messages.insert(encode(message));
    if (index % A_FLUSH === 0) await engine.journal.durable();
  }
  await engine.close();
}
