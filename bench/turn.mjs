import { ActivityTypes } from 'botframework-schema';
import { TestAdapter } from 'botbuilder-core';
import { systemClock, systemIds } from '../dist/bin/system.js';
import { readConfig } from '../dist/config.js';
import { assemble, loadMind } from '../dist/main.js';
import { interleaved, line, round } from './measure.mjs';
import { memoryStores } from './memory.mjs';
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

/** Turns in process: a figure asked and answered without a disk, beside a botbuilder adapter that only echoes. */
export async function bench() {
  const channel = countingChannel();
  const silent = () => {};
  const { turns } = assemble(await loadMind(), memoryStores(), {
    config: readConfig({}),
    secretKey: Buffer.alloc(32, 1).toString('base64'),
    channels: [channel],
    clock: systemClock,
    ids: systemIds,
    logger: { info: silent, warn: (entry) => fail(entry), error: (entry) => fail(entry) },
  });
  let serial = 0;
  const ours = async () => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const text = TEXTS[turn % TEXTS.length];
      await turns.receive({
        id: `m${(serial += 1)}`,
        channel: 'bench',
        address: `p${turn % 64}`,
        at: Date.now(),
        body: { kind: 'text', text },
      });
      await turns.settled();
    }
    return TURNS;
  };
  const adapter = new TestAdapter(
    async (context) => void (await context.sendActivity(context.activity.text)),
  );
  const echo = async () => {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await adapter.receiveActivity({ type: ActivityTypes.Message, text: TEXTS[turn % TEXTS.length] });
      adapter.activityBuffer.length = 0;
    }
    return TURNS;
  };
  await ours();
  await echo();
  const result = await interleaved({ ours, echo }, 7);
  const ratio = result.ours.perSecond / result.echo.perSecond;
  line(
    'turn: in process',
    `${round(result.ours.perSecond)}/s (${round(result.ours.cpuMicros)} µs CPU) ÷ botbuilder echo ${round(result.echo.perSecond)}/s = ${round(ratio)}`,
  );
}
