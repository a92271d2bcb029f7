/** Writes WhatsApp keys, batch after batch, and tells each one that is kept; the test kills it. Compiled code, so that it
 * starts as the service does. Arguments: folder of the store. */
import { KeyBook } from '../../dist/channels/whatsapp-web/key-book.js';
import { keyring } from '../../dist/engine/sealing/keyring.js';
import { createSealer } from '../../dist/engine/sealing/sealer.js';
import { randomBytes } from 'node:crypto';
import { connectStore } from '../../dist/store/connect.js';
import { hostStore } from '../../dist/store/embedded/host.js';
import { createLeases } from '../../dist/store/leases.js';
import { createWhatsappAuth } from '../../dist/store/whatsapp-auth.js';

const KEYS = ['creds', 'session:a', 'session:b', 'pre-key:1', 'pre-key:2', 'device-list:a'];
const BATCHES_AT_ONCE = 3;
const [directory] = process.argv.slice(2);
const clock = { now: () => Date.now(), after: (ms, run) => void setTimeout(run, ms) };

const { uri } = await hostStore({ directory }, (error) => {
  throw error;
});
const connection = await connectStore(uri);
const ring = keyring(new Map([[1, new Uint8Array(32).fill(7)]]));
const auth = createWhatsappAuth(connection, createSealer(ring, randomBytes), ring);
const lease = await createLeases(connection, Date.now).take('number', 'child', 60_000);
await auth.open(1, lease.fence);

const found = await auth.read(1, KEYS);
process.stdout.write(`found ${KEYS.map((key) => found.get(key) ?? '0').join(' ')}\n`);

const book = new KeyBook(auth, 1, () => lease.fence, clock);
for (let n = Number(found.get('creds') ?? '0') + 1; ; n += BATCHES_AT_ONCE) {
  const written = Array.from({ length: BATCHES_AT_ONCE }, async (_, index) => {
    const value = String(n + index);
    await book.write(new Map(KEYS.map((key) => [key, value])));
    process.stdout.write(`kept ${value}\n`);
  });
  await Promise.all(written);
}
