import { performance } from 'node:perf_hooks';
import { interleaved, line, many, round } from './measure.mjs';
import { seedMessages } from './seeded.mjs';
import { openWorld } from './world.mjs';

/** BENCH_MESSAGES=100000 makes it shorter. */
const MANY = Number(process.env.BENCH_MESSAGES ?? 1_000_000);
const FEW = 10_000;
const TURNS = 300;
const ROUNDS = 5;
const TEXTS = ['cuanta violencia intrafamiliar hay en tulua', 'y en buga?', 'gracias'];

/** Turns on a store that holds many sent messages beside the same on one that holds few. */
export async function bench() {
  const began = performance.now();
  const [few, much] = [
    await openWorld((at) => seedMessages(at, FEW)),
    await openWorld((at) => seedMessages(at, MANY)),
  ];
  const seeded = (performance.now() - began) / 1000;
  // As on a webhook: people who were here before and people who were not, eight at once.
  const turns = (world) => async () => {
    await many(TURNS, 8, (index) => world.say(`p${index % 100}`, TEXTS[index % TEXTS.length]));
    await world.participa.turns.settled();
    return TURNS;
  };
  await turns(few)();
  await turns(much)();
  const result = await interleaved({ few: turns(few), much: turns(much) }, ROUNDS);
  const micros = (name) => 1_000_000 / result[name].perSecond;
  line(
    `store: a turn on ${MANY.toLocaleString('en')} messages`,
    `${round(micros('much'))} µs ÷ ${round(micros('few'))} µs on ${FEW.toLocaleString('en')} = ${round(micros('much') / micros('few'))} (goal 1.3; filled in ${round(seeded)} s)`,
  );
  await few.stop();
  await much.stop();
}
