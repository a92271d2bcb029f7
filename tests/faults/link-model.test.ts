import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Frame } from '../../src/engine/flow/state.js';
import { readConfig } from '../../src/config.js';
import { type Assembly, assemble, type TurnStores } from '../../src/assembly.js';
import type { Mind } from '../../src/mind.js';
import { personOf } from '../../src/ports/links.js';
import { linkMemory } from '../../src/turns/carried.js';
import { RecordingChannel, SECRET_KEY, sharedMind } from '../support/conversation.js';
import { MemoryCases } from '../support/memory-cases.js';
import { MemoryStores } from '../support/memory-stores.js';
import { readConsultation } from '../support/recorded/stage.js';
import { TestClock, testIds, TestLog } from '../support/universe.js';

/** Called before and after every write and send of one process; never resolving is its death. */
type Gate = (point: string) => Promise<void>;
type Write = (...args: never[]) => Promise<unknown>;
const never = new Promise<never>(() => {});

/** What outlives processes. */
class World {
  readonly clock = new TestClock();
  readonly memory = new MemoryStores(() => this.clock.now());
  readonly cases = new MemoryCases();
  readonly here = new RecordingChannel('terminal');
  readonly there = new RecordingChannel('web-chat');

  /** The same world once more, to be struck elsewhere. */
  copy(): World {
    const world = new World();
    world.clock.advance(this.clock.now() - world.clock.now());
    const pour = <Key, Value>(to: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void => {
      for (const [key, value] of structuredClone(from)) to.set(key, value);
    };
    for (const name of ['rows', 'conversations', 'outAt', 'sent'] as const)
      pour(world.memory[name] as Map<string, unknown>, this.memory[name]);
    pour(world.cases.responses, this.cases.responses);
    pour(world.cases.links.links, this.cases.links.links);
    world.cases.consultations = this.cases.consultations;
    for (const where of ['here', 'there'] as const) world[where].sent.push(...this[where].sent);
    return world;
  }
}

/** The writes of a store of one process, each before and behind its gate. */
function gated<Store extends object>(store: Store, names: readonly (keyof Store)[], gate: Gate): Store {
  const guarded = Object.fromEntries(
    names.map((name) => [
      name,
      async (...args: never[]) => {
        await gate(`before ${String(name)}`);
        const result = await (store[name] as Write)(...args);
        await gate(`after ${String(name)}`);
        return result;
      },
    ]),
  );
  return { ...store, ...guarded };
}

/** One process over the world. */
function start(mind: Mind, world: World, gate: Gate, seed: number): Assembly {
  const { memory, cases } = world;
  const kept = cases.stores();
  const stores = {
    ...kept,
    links: gated({ ...cases.links }, ['offer', 'claim', 'join', 'end'], gate),
    responses: gated(kept.responses, ['record', 'countOnce'], gate),
    inbox: gated(memory.inbox, ['insert', 'close'], gate),
    conversations: gated(memory.conversationStore, ['seal', 'clearOut'], gate),
    log: gated(memory.log, ['append'], gate),
    alerts: { openIn: async () => null },
    missed: { figure: async () => {}, message: async () => {} },
  } as unknown as TurnStores;
  const channels = [world.here, world.there].map((channel) => ({
    name: channel.name,
    capabilities: channel.capabilities,
    start: async () => {},
    stop: async () => {},
    send: async (outgoing: Parameters<RecordingChannel['send']>[0]) => {
      await gate('before send');
      const sent = await channel.send(outgoing);
      await gate('after send');
      return sent;
    },
  }));
  return assemble(mind, stores, {
    config: readConfig({}),
    secretKey: SECRET_KEY,
    channels,
    clock: world.clock,
    ids: testIds(seed),
    logger: new TestLog(),
  });
}

interface Line {
  readonly id: string;
  readonly where: 'here' | 'there';
  readonly text: string;
}

let mind: Mind;
let prepared: World;
beforeAll(async () => {
  mind = await sharedMind();
  prepared = await ready();
});

async function say({ turns }: Assembly, world: World, { id, where, text }: Line, at: number): Promise<void> {
  const channel = world[where].name;
  await turns.receive({ id, channel, address: 'persona', at, body: { kind: 'text', text } });
}

const BEFORE: readonly (readonly [Line['where'], string])[] = [
  ['here', 'consultas'],
  ['here', '1'],
  ['here', 'no'],
  ['here', 'los juegos'],
  ['here', 'saltar'],
  ['here', 'saltar'],
  ['here', '1'],
  ['there', 'consultas'],
  ['there', '1'],
  ['there', 'no'],
  ['there', 'las luces'],
  ['there', 'saltar'],
  ['there', 'saltar'],
  ['there', '1'],
  ['here', 'quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años'],
  ['here', '1'],
  ['here', 'otro canal'],
];
const JOINING: readonly Line[] = [
  { id: 'yes-there', where: 'there', text: 'sí' },
  { id: 'yes-here', where: 'here', text: 'sí' },
];
const PARTING: readonly Line[] = [...JOINING, { id: 'not-me', where: 'here', text: 'no fui yo' }];

/** Both have answered a consultation, a report is half told here, and its person has typed the code there. */
async function ready(): Promise<World> {
  const world = new World();
  world.cases.consultations = [readConsultation('parque')];
  const first = start(mind, world, async () => {}, 1);
  await first.consultations.all();
  const lines = BEFORE.map(([where, text], index): Line => ({ id: `b${index}`, where, text }));
  for (const line of lines) {
    world.clock.advance(1_000);
    await say(first, world, line, world.clock.now());
    await first.turns.settled();
  }
  const code = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(world.here.sent.at(-1)?.reply.text ?? '')?.[0] ?? '';
  world.clock.advance(1_000);
  await say(first, world, { id: 'code', where: 'there', text: code }, world.clock.now());
  await swept(first, world);
  return world;
}

/** What was performed is put away a little later. */
async function swept({ turns }: Assembly, world: World): Promise<void> {
  await turns.settled();
  world.clock.advance(5_000);
  await new Promise((done) => setImmediate(done));
  await turns.settled();
}

interface Outcome {
  readonly world: World;
  readonly last: Assembly;
  readonly point: string | undefined;
}

/** Says the lines to a process that dies at the n-th point, and all of them again to the next one. */
async function play(lines: readonly Line[], at: number): Promise<Outcome> {
  const world = prepared.copy();
  let count = 0;
  let point: string | undefined;
  let died = (): void => {};
  const death = new Promise<void>((done) => (died = done));
  const gate: Gate = async (name) => {
    if (point !== undefined) await never;
    if (count++ !== at) return;
    point = name;
    died();
    await never;
  };
  const began = world.clock.now();
  const all = async (process: Assembly): Promise<void> => {
    await process.consultations.all();
    for (const [index, line] of lines.entries()) {
      world.clock.advance(1_000);
      await process.turns.recover(0);
      await process.turns.settled();
      await say(process, world, line, began + 1_000 * (index + 1));
      await process.turns.settled();
    }
    await swept(process, world);
  };
  const finished = all(start(mind, world, gate, 2));
  await Promise.race([death, finished]);
  for (let rest = 0; rest < 20; rest += 1) await new Promise((done) => setImmediate(done));
  const last = start(mind, world, async () => {}, 3);
  if (point !== undefined) await all(last);
  return { world, last, point };
}

const conversation = ({ last, world }: Outcome, where: Line['where']) =>
  world.memory.conversations.get(last.conversationOf(world[where].name, 'persona'));

/** What reached the person, each reply once; the same reply may be sent twice, with the same words. */
function shown({ world }: Outcome, where: Line['where'], from: string): string[] {
  const byId = new Map(world[where].sent.map(({ id, reply }) => [id, reply]));
  for (const { id, reply } of world[where].sent) expect(reply.text).toBe(byId.get(id)?.text);
  const keys = [...byId.values()].map(({ key }) => key);
  return keys.slice(keys.lastIndexOf(from));
}

const dialogs = (outcome: Outcome, where: Line['where']): string[] =>
  ((conversation(outcome, where)?.state.stack ?? []) as unknown as Frame[]).map(({ dialog }) => dialog);

const counted = async ({ world }: Outcome): Promise<number> =>
  (await world.cases.stores().responses.of('parque')).length;

const isJoined = (outcome: Outcome, where: Line['where']): boolean | undefined =>
  linkMemory(conversation(outcome, where)?.state.memory ?? {}).joined;

async function everywhere(lines: readonly Line[], check: (outcome: Outcome) => Promise<void>): Promise<void> {
  const points = new Set<string>();
  for (let at = 0; ; at += 1) {
    const outcome = await play(lines, at);
    await check(outcome).catch((error: unknown) => {
      throw new Error(`died ${outcome.point}, point ${at}: ${String(error)}`);
    });
    expect([outcome.point, [...outcome.world.memory.rows], [...outcome.world.memory.outAt]]).toEqual([
      outcome.point,
      [],
      [],
    ]);
    if (outcome.point === undefined) break;
    points.add(outcome.point);
  }
  expect(points).toContain('before join');
  expect(points).toContain('after join');
  expect(points).toContain('after countOnce');
  expect(points).toContain('after insert');
}

describe('two conversations are joined, and a process dies at every point of it', () => {
  test('the report goes on in one place, the answers count once, everything is said once', async () => {
    await everywhere(JOINING, async (outcome) => {
      expect(dialogs(outcome, 'here')).toEqual([]);
      expect(dialogs(outcome, 'there')).toEqual(['report']);
      expect([isJoined(outcome, 'here'), isJoined(outcome, 'there')]).toEqual([true, true]);
      expect(await counted(outcome)).toBe(1);
      expect(shown(outcome, 'here', 'link:offer')).toEqual(['link:offer', 'link:claimed', 'link:moved']);
      expect(shown(outcome, 'there', 'link:sure')).toEqual([
        'link:sure',
        'link:asked-there',
        'link:here',
        'link:counted-once',
        'form:question-plain',
      ]);
    });
  }, 120_000);

  test('taken back, everything is where it was, and both answers count', async () => {
    await everywhere(PARTING, async (outcome) => {
      expect(dialogs(outcome, 'here')).toEqual(['report']);
      expect(dialogs(outcome, 'there')).toEqual([]);
      expect([isJoined(outcome, 'here'), isJoined(outcome, 'there')]).toEqual([false, false]);
      expect(await counted(outcome)).toBe(2);
      expect(shown(outcome, 'here', 'link:moved')).toEqual([
        'link:moved',
        'link:parted',
        'form:question-plain',
      ]);
      expect(shown(outcome, 'there', 'link:parted-there')).toEqual(['link:parted-there']);
    });
  }, 120_000);

  test('an event or an effect that comes twice changes nothing', async () => {
    const outcome = await play(JOINING, Number.POSITIVE_INFINITY);
    const { world, last } = outcome;
    const [link] = [...world.cases.links.links.values()].filter(({ state }) => state === 'joined');
    if (!link?.to) throw new Error('not joined');
    const before = structuredClone([
      conversation(outcome, 'here')?.state,
      conversation(outcome, 'there')?.state,
    ]);
    const sent = [world.here.sent.length, world.there.sent.length];
    await last.turns.post(link.from, `${link.id}:claimed`, 'link.claimed', { link: link.id, until: 9e15 });
    await last.turns.post(link.to, `${link.id}:moved`, 'conversation.moved', {
      link: link.id,
      carried: null,
    });
    await last.turns.settled();
    expect([conversation(outcome, 'here')?.state, conversation(outcome, 'there')?.state]).toEqual(before);
    expect([world.here.sent.length, world.there.sent.length]).toEqual(sent);
    expect((await personOf(world.cases.links, link.to)).conversations).toHaveLength(2);
  });
});
