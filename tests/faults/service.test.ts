import { afterEach, expect, test } from '@jest/globals';
import { Caller, transcript } from '../support/faults/callers.js';
import { World } from '../support/faults/world.js';

/** How often processes are killed: a few times here, `npm run faults` sets more. */
const KILLS = Number(process.env.FAULT_KILLS ?? 8);
const AT_ONCE = 6;
const POINTS = ['stored', 'ran', 'sealed', 'effect', 'sent', 'marked', 'inbox-closed'];
const PATIENCE_MS = 60_000 + KILLS * 6_000;

let world: World;
afterEach(() => world.close());

let people = 0;
const newPerson = (times = 1): Caller =>
  new Caller(`57300${String((people += 1)).padStart(7, '0')}`, world, times);

/** One person who is not disturbed: what everybody else has to hear too. */
async function undisturbed(): Promise<readonly string[]> {
  const person = newPerson();
  await person.report();
  const heard = (): readonly string[] => world.ends.of(person.number);
  await world.ends.when(() => heard().some((text) => text.includes('entregado a la entidad')));
  const { said, repeated } = transcript(heard());
  expect(repeated).toBe(0);
  return said;
}

/** People report one after another, several at once, until `enough` holds. */
async function callers(enough: () => boolean, times = 1): Promise<void> {
  const one = async (): Promise<void> => {
    do await newPerson(times).report();
    while (!enough());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Once nothing is under way any more: nothing that was acknowledged is lost, nothing happened twice. */
async function settled(expected: readonly string[], kills: number) {
  const { ends, ledger } = world;
  const numbers = [...ledger.codes.keys()];
  await ends.when(() => numbers.every((it) => transcript(ends.of(it)).said.length >= expected.length));
  await world.stop();
  const found = await world.look();
  expect([found.lost, found.open]).toEqual([[], 0]);
  // Every case that a person was told of exists once and reached its body once.
  expect(found.cases.map(({ code }) => code).toSorted()).toEqual([...ledger.codes.values()].toSorted());
  const created = [...ends.taken.values()].filter(({ type }) => type.endsWith('case.created'));
  expect(created.map(({ code }) => code).toSorted()).toEqual([...ledger.codes.values()].toSorted());
  const heard = numbers.map((it) => transcript(ends.of(it)));
  for (const { said, repeated } of heard) {
    expect(said).toEqual(expected);
    expect(repeated).toBeLessThanOrEqual(kills);
  }
  return { repeated: heard.reduce((sum, it) => sum + it.repeated, 0), people: numbers.length };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

function tell(name: string, outcome: { readonly repeated: number; readonly people: number }): void {
  const { recoveries, kills, ledger, ends } = world;
  process.stdout.write(
    `${name}: ${kills} kills, ${ledger.acknowledged.length} messages of ${outcome.people} people acknowledged, 0 lost; ` +
      `${ledger.refused} refused and sent again; ${outcome.repeated} replies and ${ends.repetitions} deliveries repeated; ` +
      `listening again after ${median(recoveries)} ms (median), ${Math.max(0, ...recoveries)} ms (most)\n`,
  );
}

const somewhere = (below: number): number => Math.floor(Math.random() * below);

/** Kills the service by itself at a point of the protocol, or from outside at any time. */
function faults(): () => Record<string, string> {
  let nth = 0;
  return (): Record<string, string> => {
    const point = POINTS[(nth += 1) % (POINTS.length + 1)];
    if (point !== undefined) return { FAULT_AT: `${point}:${somewhere(point === 'effect' ? 2 : 25)}` };
    const { ledger } = world;
    const at = ledger.acknowledged.length + somewhere(20);
    ledger.onAcknowledged = (count) => {
      if (count < at) return;
      ledger.onAcknowledged = () => {};
      setTimeout(() => world.life?.signal('SIGKILL'), somewhere(40));
    };
    return {};
  };
}

test(
  `killed ${KILLS} times under load, at each point of the protocol and at random`,
  async () => {
    world = await World.open();
    const next = faults();
    await world.start();
    const expected = await undisturbed();
    const enough = (): boolean => world.kills >= KILLS;
    await world.stop();
    await world.start(next());
    await Promise.all([callers(enough), world.keepAlive(enough, next)]);
    tell('kills', await settled(expected, KILLS));
  },
  PATIENCE_MS,
);
