import { afterEach, expect, test } from '@jest/globals';
import {
  newPerson,
  callers,
  settled,
  somewhere,
  strikeSoon,
  tell,
  undisturbed,
} from '../support/faults/verdict.js';
import { Visitor } from '../support/faults/visitor.js';
import { World } from '../support/faults/world.js';

/** How often the service is killed, and how often its machine loses its power; `npm run faults` sets more. */
const KILLS = Number(process.env.FAULT_KILLS ?? 3);
const CUTS = Number(process.env.FAULT_CUTS ?? 1);
const POINTS = ['sealed', 'effect', 'sent', 'random', 'stored', 'marked', 'inbox-closed', 'ran'];
/** A start takes seconds where others use the processors too. */
const patience = (kills: number): number => 120_000 + kills * 15_000;

let world: World;
afterEach(() => world.close());

/** What somebody hears who is not disturbed; asked once. */
let heard: readonly string[] | undefined;
async function reference(): Promise<readonly string[]> {
  if (heard === undefined && world.life === undefined) await world.start();
  heard ??= await undisturbed(world);
  return heard;
}

/** Kills the service by itself at a point of the protocol, or from outside at any time. */
function faults(): () => Record<string, string> {
  let nth = 0;
  return (): Record<string, string> => {
    const point = POINTS[nth++ % POINTS.length];
    if (point !== 'random') return { FAULT_AT: `${point}:${somewhere(point === 'effect' ? 2 : 15)}` };
    strikeSoon(world, () => world.life?.signal('SIGKILL'));
    return {};
  };
}

test(
  `a machine that loses its power ${CUTS} times forgets what was not synced, and nothing that was acknowledged`,
  async () => {
    world = await World.open({ FAULT_DISK: 'forgetful' });
    await world.start();
    const expected = await reference();
    const strike = (): void => strikeSoon(world, () => world.life?.signal('SIGKILL'));
    strike();
    const enough = (): boolean => world.kills >= CUTS;
    const next = (): Record<string, string> => {
      strike();
      return {};
    };
    const forget = (): void => world.place.forgetUnsynced();
    await Promise.all([callers(world, enough), world.keepAlive(enough, next, forget)]);
    tell('power', world, await settled(world, expected, CUTS));
  },
  patience(CUTS),
);

test(
  `killed ${KILLS} times under load, at each point of the protocol and at random`,
  async () => {
    world = await World.open();
    const next = faults();
    const expected = await reference();
    await world.stop();
    await world.start(next());
    const enough = (): boolean => world.kills >= KILLS;
    const visitor = new Visitor(world);
    await Promise.all([callers(world, enough), visitor.write(enough), world.keepAlive(enough, next)]);
    await visitor.check();
    tell('service', world, await settled(world, expected, KILLS));
  },
  patience(KILLS),
);

test('a store that does not sync loses what was acknowledged: the double forgets', async () => {
  world = await World.open({ FAULT_DISK: 'careless' });
  await world.start();
  await newPerson(world).say('hola');
  await world.life?.kill();
  world.place.forgetUnsynced();
  expect((await world.look()).lost).toHaveLength(1);
}, 60_000);

test(
  'a disk that is full ends the process with one clear line; with room again nothing acknowledged is lost',
  async () => {
    world = await World.open();
    await world.start();
    const expected = await undisturbed(world);
    await world.stop();
    await world.start({ FAULT_FILE_BLOCKS: '150' });
    const full = world.life;
    const enough = (): boolean => full?.over === true;
    const running = callers(world, enough);
    expect(await full?.ended).toBe(74);
    expect(full?.err.trim()).toMatch(/^store\.disk-failed: a write to disk failed, the process ends: .*$/);
    await world.start();
    await running;
    tell('disk full', world, await settled(world, expected, 1));
  },
  patience(1),
);
