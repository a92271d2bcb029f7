import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { partitionOf } from '../../src/domain/conversation.js';
import { openParticipa, type Participa } from '../../src/main.js';
import type { Outgoing } from '../../src/ports/channel.js';
import { type HostedStore, hostStore } from '../../src/store/embedded/host.js';
import { createPartitionLeases } from '../../src/store/partition-leases.js';
import { LEASE_MS, Partitions } from '../../src/turns/ownership.js';
import type { Checkpoint } from '../../src/turns/service.js';
import { RecordingChannel, SECRET_KEY } from '../support/conversation.js';
import { realIds } from '../support/real.js';
import { START, TestClock, TestLog } from '../support/universe.js';

const PEOPLE = Array.from({ length: 24 }, (_, index) => `persona-${index}`);

/** One instance of the service with a clock of its own: a clock that stands still is a process that is paused. */
class Instance {
  readonly clock = new TestClock();
  readonly channel = new RecordingChannel();
  readonly log = new TestLog();
  participa!: Participa;

  constructor(readonly name: string) {}

  async open(storeUri: string, checkpoint?: Checkpoint): Promise<this> {
    this.participa = await openParticipa({
      config: readConfig({}),
      secretKey: SECRET_KEY,
      storeUri,
      channels: [this.channel],
      clock: this.clock,
      ids: realIds,
      logger: this.log,
      holder: this.name,
      ...(checkpoint ? { checkpoint } : {}),
    });
    return this;
  }

  async say(person: string, id: string, text: string): Promise<void> {
    const body = { kind: 'text', text } as const;
    await this.channel.receive({
      id,
      channel: 'terminal',
      address: person,
      at: this.clock.now(),
      body,
    });
  }

  conversation(person: string): string {
    return this.participa.conversationOf('terminal', person);
  }

  /** The numbers of the messages that this instance answered to a person, in order. */
  answered(person: string): string[] {
    return answersTo(this.channel.sent, person);
  }
}

const answersTo = (sent: readonly Outgoing[], person: string): string[] => [
  ...new Set(sent.filter((it) => it.address === person).map((it) => it.inReplyTo ?? '')),
];

let directory: string;
let store: HostedStore;
let one: Instance;
let two: Instance;

/** Time passes for these instances; each beats and listens as often as it would. */
async function pass(ms: number, ...instances: readonly Instance[]): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    for (const { clock } of instances) clock.advance(500);
    for (let rest = 0; rest < 12; rest += 1) await new Promise((done) => setTimeout(done, 2));
    for (const { participa } of instances) {
      await participa.turns.listen();
      await participa.turns.recover();
      await participa.turns.settled();
    }
  }
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'two-services-'));
  store = await hostStore({ directory }, (error) => {
    throw error;
  });
  one = await new Instance('one').open(store.uri);
  two = await new Instance('two').open(store.uri);
  await pass(2_500, one, two);
});
afterEach(async () => {
  await Promise.all([one.participa.stop(), two.participa.stop()]);
  await store.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('two services on one store', () => {
  test('each message is answered once, by whom it belongs to, whoever took it; per person in order', async () => {
    for (const round of ['1', '2', '3']) {
      for (const { clock } of [one, two]) clock.advance(10);
      for (const [index, person] of PEOPLE.entries()) {
        const taker = (index + Number(round)) % 2 === 0 ? one : two;
        await taker.say(person, `${person}-${round}`, 'gracias');
      }
    }
    await pass(1_000, one, two);
    const sent = [...one.channel.sent, ...two.channel.sent];
    expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
    for (const person of PEOPLE) {
      const [here, there] = [one.answered(person), two.answered(person)];
      expect([here, there]).toContainEqual([]);
      expect([...here, ...there]).toEqual(['1', '2', '3'].map((round) => `${person}-${round}`));
    }
    expect(PEOPLE.filter((person) => one.answered(person).length > 0).length).toBeGreaterThan(3);
    expect(PEOPLE.filter((person) => two.answered(person).length > 0).length).toBeGreaterThan(3);
  });

  test('what the other holds is taken over once it is silent, and what it took is answered', async () => {
    const [theirs = ''] = await owned(two);
    await one.say(theirs, 'm1', 'gracias');
    await pass(500, one);
    expect(one.answered(theirs)).toEqual([]);
    await pass(LEASE_MS + 1_500, one);
    expect(one.answered(theirs)).toEqual(['m1']);
    await one.say(theirs, 'm2', 'gracias');
    await pass(500, one);
    expect(one.answered(theirs)).toEqual(['m1', 'm2']);
  });

  test('a process that was paused sends nothing more once its lease has run out', async () => {
    const [theirs = ''] = await owned(two);
    // It stops between two replies of a turn; meanwhile the other takes over and sends the rest.
    let wake = (): void => {};
    const send = two.channel.send.bind(two.channel);
    two.channel.send = async (outgoing) => {
      const result = await send(outgoing);
      await new Promise<void>((done) => (wake = done));
      return result;
    };
    await two.say(theirs, 'm1', 'hola');
    await until(() => two.channel.sent.length === 1);
    await pass(LEASE_MS + 1_500, one);
    const before = two.channel.sent.length;
    two.clock.advance(LEASE_MS + 1_500);
    wake();
    await two.participa.turns.settled();
    await two.say(theirs, 'm2', 'gracias');
    await two.participa.turns.settled();
    expect(two.channel.sent).toHaveLength(before);
    two.channel.send = send;
    await pass(LEASE_MS + 2_500, one);
    expect(one.answered(theirs)).toEqual(['m1', 'm2']);
  });

  test('one that ends gives back what it held at once, and one that comes gets its share', async () => {
    await two.participa.stop();
    await pass(1_500, one);
    expect(await owned(one)).toEqual(PEOPLE);
    const passed = one.clock.now() - START;
    two = new Instance('two again');
    two.clock.advance(passed);
    await two.open(store.uri);
    await pass(2_500, one, two);
    expect((await owned(two)).length).toBeGreaterThan(3);
    expect((await owned(one)).length).toBeGreaterThan(3);
  });
});

describe('the leases of partitions', () => {
  test('are each held by one, shared evenly, with a fence that grows with every holder', async () => {
    const { connection } = one.participa.premises;
    const rows = async () => connection.collection('leases').find({}).toArray();
    const held = (await rows()).filter(({ _id }) => String(_id).startsWith('turns/'));
    const by = (holder: string): number => held.filter((row) => row.holder === holder).length;
    expect([by('one'), by('two')]).toEqual([32, 32]);
    const taken = held.filter((row) => row.holder === 'two').map(({ _id }) => String(_id));
    await pass(LEASE_MS + 1_500, one);
    const after = (await rows()).filter(({ _id }) => taken.includes(String(_id)));
    expect(new Set(after.map(({ holder, fence }) => `${holder} ${fence}`))).toEqual(new Set(['one 3']));
  });

  test('end for their holder before anybody else may have them', async () => {
    const clock = new TestClock();
    const leases = createPartitionLeases(one.participa.premises.connection, () => clock.now());
    const partitions = new Partitions({ leases, holder: 'three', clock, logger: new TestLog() });
    clock.advance(60_000);
    await partitions.start(() => {});
    expect(partitions.held()).toHaveLength(64);
    expect(partitions.owns('terminal:x')).toBe(true);
    await partitions.stop();
    expect(partitions.held()).toEqual([]);
  });
});

/** Who holds a person's partition, by its lease. */
async function ownerOf(person: string): Promise<Instance | undefined> {
  const name = `turns/${String(partitionOf(one.conversation(person))).padStart(2, '0')}`;
  const row = await one.participa.premises.connection.collection('leases').findOne({ _id: name as never });
  return [one, two].find((it) => it.name === row?.holder);
}

async function owned(by: Instance): Promise<string[]> {
  const owners = await Promise.all(PEOPLE.map(ownerOf));
  return PEOPLE.filter((_, index) => owners[index] === by);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setTimeout(done, 2));
}
