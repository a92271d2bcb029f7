import { expect } from '@jest/globals';
import { Caller, transcript } from './callers.js';
import type { World } from './world.js';

/** How many people write at the same time. */
const AT_ONCE = 4;
let people = 0;

export const newPerson = (world: World, times = 1): Caller =>
  new Caller(`57300${String((people += 1)).padStart(7, '0')}`, world, times);

/** One person who is not disturbed: what everybody else has to hear too. */
export async function undisturbed(world: World): Promise<readonly string[]> {
  const person = newPerson(world);
  await person.report();
  const heard = (): readonly string[] => world.ends.of(person.number);
  await world.ends.when(() => heard().some((text) => text.includes('entregado a la entidad')));
  const { said, repeated } = transcript(heard());
  expect(repeated).toBe(0);
  return said;
}

/** People report one after another, several at once, until `enough` holds. */
export async function callers(world: World, enough: () => boolean, times = 1): Promise<void> {
  const one = async (): Promise<void> => {
    do await newPerson(world, times).report();
    while (!enough());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

export interface Outcome {
  readonly repeated: number;
  readonly people: number;
}

/** Once nothing is under way any more: nothing that was acknowledged is lost, nothing happened twice, everybody heard
 * everything in order, and of each conversation at most one reply came again for each kill. */
export async function settled(
  world: World,
  expected: readonly string[],
  kills: number,
  stopStore: () => Promise<void> = async () => {},
): Promise<Outcome> {
  const { ends, ledger } = world;
  const numbers = [...ledger.codes.keys()];
  await ends.when(() => numbers.every((it) => transcript(ends.of(it)).said.length >= expected.length));
  await world.stop();
  await stopStore();
  const found = await world.look();
  expect([found.lost, found.open]).toEqual([[], 0]);
  // Every case that a person was told of exists once and reached its body once.
  const codes = [...ledger.codes.values()].toSorted();
  expect(found.cases.map(({ code }) => code).toSorted()).toEqual(codes);
  const created = [...ends.taken.values()].filter(({ type }) => type.endsWith('case.created'));
  expect(created.map(({ code }) => code).toSorted()).toEqual(codes);
  const heard = numbers.map((it) => transcript(ends.of(it)));
  for (const { said, repeated } of heard) {
    expect(said).toEqual(expected);
    expect(repeated).toBeLessThanOrEqual(kills);
  }
  return { repeated: heard.reduce((sum, it) => sum + it.repeated, 0), people: numbers.length };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Prints what a run measured. */
export function tell(
  name: string,
  { kills, recoveries, ledger, ends }: World,
  { repeated, people: all }: Outcome,
): void {
  const again = `listening again after ${median(recoveries)} ms (median), ${Math.max(0, ...recoveries)} ms (most)`;
  process.stdout.write(
    `${name}: ${kills} kills; ${ledger.acknowledged.length} messages of ${all} people acknowledged, 0 lost; ` +
      `${ledger.refused} refused and sent again; ${repeated} replies and ${ends.repetitions} deliveries repeated; ${again}\n`,
  );
}

export const somewhere = (below: number): number => Math.floor(Math.random() * below);

/** Strikes once after some more messages were acknowledged, at any time of what follows. */
export function strikeSoon(world: World, strike: () => void): void {
  void world.ledger.after(1 + somewhere(12)).then(() => setTimeout(strike, somewhere(40)));
}
