import { systemClock, systemIds } from '../dist/bin/system.js';
import { readConfig } from '../dist/config.js';
import { assemble } from '../dist/assembly.js';
import { loadMind } from '../dist/mind.js';
import { bench as durable } from './durable.mjs';
import { interleaved, line, round } from './measure.mjs';
import { memoryStores } from './memory.mjs';
import { openPeers } from './peers.mjs';
import { countingChannel } from './world.mjs';

const TURNS = 400;
const TEXTS = [
  'oiga cuanta violencia intrafamiliar hay en tulua',
  'y en buga?',
  'gracias',
  'ipm de el aguila',
];

const fail = (entry) => {
  throw new Error(`a turn failed: ${JSON.stringify(entry)}`);
};

/** Turns of one person after the other in this process, without a disk. */
async function openOurs() {
  const { turns } = assemble(await loadMind(), memoryStores(), {
    config: readConfig({}),
    secretKey: Buffer.alloc(32, 1).toString('base64'),
    channels: [countingChannel()],
    clock: systemClock,
    ids: systemIds,
    logger: { info: () => {}, warn: fail, error: fail },
  });
  let serial = 0;
  return async () => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const body = { kind: 'text', text: TEXTS[turn % TEXTS.length] };
      const id = `m${(serial += 1)}`;
      await turns.receive({ id, channel: 'bench', address: `p${turn % 64}`, at: Date.now(), body });
      await turns.settled();
    }
    return TURNS;
  };
}

/** A turn that understands and answers, beside botbuilder's own dialogs that only repeat what was said; then the same with
 * everything on disk, over HTTP. */
export async function bench() {
  const ours = await openOurs();
  const peers = await openPeers(TEXTS, TURNS);
  await ours();
  for (const peer of Object.values(peers)) await peer();
  const result = await interleaved({ ours, ...peers }, 7);
  line('turn: in process', `${round(result.ours.perSecond)}/s (${round(result.ours.cpuMicros)} µs CPU)`);
  for (const [name, goal] of [
    ['runDialog', 8],
    ['DialogSet', 3],
  ]) {
    const peer = result[name];
    if (!peer) continue;
    const ratio = round(result.ours.perSecond / peer.perSecond);
    line(
      `turn: ÷ botbuilder ${name}`,
      `${round(peer.perSecond)}/s (${round(peer.cpuMicros)} µs): ${ratio} (goal ${goal})`,
    );
  }
  await durable();
}
