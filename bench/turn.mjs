import { systemClock, systemIds } from '../dist/bin/system.js';
import { readConfig } from '../dist/config.js';
import { assemble } from '../dist/assembly.js';
import { loadMind } from '../dist/mind.js';
import { bench as durable } from './durable.mjs';
import { interleaved, line, round } from './measure.mjs';
import { memoryStores } from './memory.mjs';
import { openPeers } from './peers.mjs';
import { countingChannel, questionsAbout } from './world.mjs';

const TURNS = 400;
/** What botbuilder's dialogs do: a question and its answer, which names nothing. */
const NUMBERED = ['menu', '1', '1'];

const fail = (entry) => {
  throw new Error(`a turn failed: ${JSON.stringify(entry)}`);
};

/** The turn in this process, without a disk. */
function openOurs(mind) {
  const { turns } = assemble(mind, memoryStores(), {
    config: readConfig({}),
    secretKey: Buffer.alloc(32, 1).toString('base64'),
    channels: [countingChannel()],
    clock: systemClock,
    ids: systemIds,
    logger: { info: () => {}, warn: fail, error: fail },
  });
  /** 64 people take turns; each says all texts in order. */
  return (who, texts) => {
    let serial = 0;
    return async () => {
      for (let turn = 0; turn < TURNS; turn += 1, serial += 1) {
        const address = `${who}${serial % 64}`;
        const body = { kind: 'text', text: texts[Math.floor(serial / 64) % texts.length] };
        await turns.receive({ id: `${who}${serial}`, channel: 'bench', address, at: Date.now(), body });
        await turns.settled();
      }
      return TURNS;
    };
  };
}

/** A turn beside botbuilder's own dialogs, which ask and repeat what was said: once with a dialog whose options are
 * answered by number, as theirs are, and once with questions that have to be understood and looked up, which they do not
 * do. Then the same with everything on disk, over HTTP. */
export async function bench() {
  const mind = await loadMind();
  const turns = openOurs(mind);
  const towns = mind.catalogue.territories.filter(({ code }) => code.length === 5);
  const questions = questionsAbout(towns);
  const peers = await openPeers(NUMBERED, TURNS);
  const cases = { numbered: turns('n', NUMBERED), understood: turns('u', questions), ...peers };
  for (const run of Object.values(cases)) await run();
  const result = await interleaved(cases, 9);
  for (const [name, what] of [
    ['numbered', 'a dialog, by number'],
    ['understood', 'a question understood'],
  ]) {
    const ours = result[name];
    const ratios = Object.keys(peers).map((peer) => {
      const goal = { runDialog: 8, DialogSet: 3 }[peer];
      const byCpu = round(result[peer].cpuMicros / ours.cpuMicros);
      return `÷ ${peer} ${round(ours.perSecond / result[peer].perSecond)} (goal ${goal}; by CPU ${byCpu})`;
    });
    line(
      `turn: ${what}`,
      [`${round(ours.perSecond)}/s (${round(ours.cpuMicros)} µs CPU)`, ...ratios].join(' '),
    );
  }
  for (const name of Object.keys(peers)) {
    const { perSecond, cpuMicros } = result[name];
    line(`turn: botbuilder ${name}`, `${round(perSecond)}/s (${round(cpuMicros)} µs CPU)`);
  }
  await durable();
}
