// A service on the compiled program and a real embedded store that kills itself at a checkpoint: it reads
// {id, text} lines, tells what was acknowledged, sent and settled, and ends with its standard input.
// Arguments: data directory, checkpoint (or "never"), how many times it is passed first, consultation as JSON or "".
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { readConfig } from '../../dist/config.js';
import { systemClock, systemIds } from '../../dist/bin/system.js';
import { openParticipa } from '../../dist/main.js';
import { startEmbeddedStore } from '../../dist/store/embedded/index.js';

const [directory, checkpoint, passes, consultation] = process.argv.slice(2);
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
let left = Number(passes);
let receive;
const channel = {
  name: 'terminal',
  capabilities: { maxTextLength: 4096, maxButtons: 0, choosesMessageId: false, joinWindowMs: 0 },
  start: async (to) => {
    receive = to;
  },
  send: async ({ id, reply }) => {
    tell({ sent: id, key: reply.key, text: reply.text });
    return { providerId: id };
  },
  stop: async () => {},
};
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const store = await startEmbeddedStore({ directory: join(directory, 'store') });
const participa = await openParticipa({
  config: readConfig({}),
  secretKey: Buffer.alloc(32, 7).toString('base64'),
  storeUri: store.uri,
  channels: [channel],
  clock: systemClock,
  ids: systemIds,
  logger: quiet,
  checkpoint: (at) => {
    if (at === checkpoint && left-- === 0) process.kill(process.pid, 'SIGKILL');
  },
});
const { stores } = participa.premises;
if (consultation) await stores.consultations.save(JSON.parse(consultation));
const conversation = participa.conversationOf('terminal', 'persona');
const settled = async (id) => {
  await participa.turns.settled();
  const cases = await stores.cases.ofConversation(conversation);
  const responses = consultation ? await stores.responses.of(JSON.parse(consultation).id) : [];
  tell({ settled: id, cases: cases.length, responses: responses.length });
};
participa.turns.look(conversation);
await settled('start');
for await (const line of createInterface({ input: process.stdin })) {
  const { id, text } = JSON.parse(line);
  await receive({ id, channel: 'terminal', address: 'persona', at: Date.now(), body: { kind: 'text', text } });
  tell({ acknowledged: id });
  await settled(id);
}
await participa.stop();
await store.stop();
