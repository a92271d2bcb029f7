import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../src/domain/message.js';
import { Problem } from '../../src/problem.js';
import type { TurnService } from '../../src/turns/service.js';
import { ownsAll } from '../../src/turns/ownership.js';
import { CONVERSATION, type Gate, messageOf, Outside, owner } from '../support/faulty-owner.js';
import { MemoryStores } from '../support/memory-stores.js';
import { START, TestClock } from '../support/universe.js';

/** What happens at one point of the first process: it dies, the store or the line fails once, or it stands still. */
type Fault = 'dies' | 'fails' | 'stalls';

interface Scenario {
  readonly fault: Fault;
  /** Messages that a process before it stored and did not come to. */
  readonly left: readonly string[];
  /** Messages that the first process receives, and those that come later to the second. */
  readonly early: readonly string[];
  readonly later: readonly string[];
  /** The provider also repeats what was acknowledged. */
  readonly repeats: boolean;
  /** Whether the channel knows a repeated reply by its id. */
  readonly knowsRepeats: boolean;
  /** Dialogs of the second process: other ones answer otherwise. */
  readonly edition: string;
}

interface Outcome {
  readonly outside: Outside;
  readonly memory: MemoryStores;
  /** The point at which it happened; undefined when the run ended before there were so many. */
  readonly point: string | undefined;
  /** Replies that were sent and not marked when the first process was struck. */
  readonly unmarked: number;
  /** Replies that a process sent after it had stood still and lost its lease. */
  readonly sentLate: number;
}

const never = new Promise<never>(() => {});
const turnOfEvents = (): Promise<void> => new Promise((done) => setImmediate(done));

async function settle(service: TurnService, clock: TestClock): Promise<void> {
  // Pauses after failures are timers of the clock: it moves on until nothing is left to do.
  for (let round = 0; round < 4; round += 1) {
    await service.settled();
    clock.advance(40_000);
    if (round < 2) await service.recover(0);
  }
  await service.settled();
}

/** Plays a scenario with its fault at the n-th point. */
async function play(scenario: Scenario, at: number): Promise<Outcome> {
  const clock = new TestClock();
  const memory = new MemoryStores(() => clock.now());
  const outside = new Outside();
  let count = 0;
  let point: string | undefined;
  let release = (): void => {};
  let reached = (): void => {};
  const struck = new Promise<void>((done) => (reached = done));
  const gate: Gate = async (name) => {
    // What is dead does nothing any more, whatever it was doing at the same time.
    if (point !== undefined && scenario.fault === 'dies') await never;
    if (count++ !== at) return;
    point = name;
    reached();
    if (scenario.fault === 'dies') await never;
    if (scenario.fault === 'fails') throw new Problem('store_away', 'the line broke', { retryable: true });
    await new Promise<void>((done) => (release = done));
  };
  const acknowledged = new Set<string>();
  const deliver = async (to: TurnService, message: Message): Promise<void> => {
    await to.receive(message).then(
      () => acknowledged.add(message.id),
      () => {},
    );
  };
  const messages = [...scenario.left, ...scenario.early, ...scenario.later].map((name, index) =>
    messageOf(name, START + index),
  );
  const left = messages.slice(0, scenario.left.length);
  const early = messages.slice(left.length, left.length + scenario.early.length);
  for (const message of left) {
    const row = { id: `test:${message.id}`, conversation: CONVERSATION, receivedAt: START, attempts: 0 };
    await memory.inbox.insert({ ...row, message });
  }

  /** While it is true the first process owns the conversation; where it stalls, its lease runs out. */
  let leased = true;
  const ownership = { ...ownsAll, owns: () => leased };
  const { knowsRepeats: choosesMessageId } = scenario;
  const first = owner(memory, outside, clock, gate, 'old', { ownership, choosesMessageId });
  await first.recover(0);
  const received = Promise.all(early.map((message) => deliver(first, message)));
  const finished = received.then(() => settle(first, clock));
  await Promise.race([struck, finished]);
  for (let rest = 0; rest < 20; rest += 1) await turnOfEvents();
  const marked = new Set([...memory.sent.values()].map((it) => `${CONVERSATION}:${it.seq}`));
  const unmarked = outside.sent.filter(({ id }) => !marked.has(id)).length;
  if (scenario.fault === 'fails') await finished;

  leased = scenario.fault !== 'stalls';
  clock.advance(1_000);
  const second = owner(memory, outside, clock, async () => {}, scenario.edition, { choosesMessageId });
  await second.recover(0);
  for (const message of messages) {
    if (scenario.repeats || !acknowledged.has(message.id)) await deliver(second, message);
  }
  await settle(second, clock);
  const before = outside.sent.length;
  release();
  if (scenario.fault === 'stalls') await finished.then(() => settle(first, clock));
  const sentLate = outside.sent.length - before;
  // What the first one stored only now is found by the owner.
  await settle(second, clock);
  return { outside, memory, point, unmarked, sentLate };
}

function check(scenario: Scenario, { outside, memory, point, unmarked, sentLate }: Outcome): void {
  const { sent, sealed } = outside;
  const name = `${scenario.fault} ${point}`;
  const byId = new Map<string, string[]>();
  for (const { id, text } of sent) byId.set(id, [...(byId.get(id) ?? []), text]);
  const visible = [...byId].map(([id, texts]) => [Number(id.slice(CONVERSATION.length + 1)), texts[0]]);
  // Outside is exactly what sealed turns said, in their order, however often a run was thrown away.
  expect([name, visible]).toEqual([name, [...sealed]]);
  for (const texts of byId.values()) expect([name, new Set(texts).size]).toEqual([name, 1]);
  // Every effect once under its key, and none that was not sealed.
  expect([name, [...outside.effects.keys()]]).toEqual([name, [...outside.sealedEffects]]);
  // Every message is part of one turn, none of two.
  const heard = memory.conversations.get(CONVERSATION)?.state.memory.heard as string[];
  expect([name, heard.toSorted()]).toEqual([
    name,
    [...scenario.left, ...scenario.early, ...scenario.later].toSorted(),
  ]);
  expect([name, [...memory.rows.keys()], [...memory.outAt.keys()]]).toEqual([name, [], []]);
  // Who lost the lease sends nothing more, but for what had left its hands.
  const underWay = scenario.fault === 'stalls' && point === 'before send' ? 1 : 0;
  expect([name, sentLate]).toEqual([name, underWay]);
  // At most one reply repeats, and only when it had been sent and not marked; where the channel knows it again, more may.
  const repeated = [...byId.values()].reduce((sum, texts) => sum + texts.length - 1, 0);
  if (scenario.knowsRepeats) {
    if (scenario.fault === 'dies') expect([name, repeated <= unmarked]).toEqual([name, true]);
    return;
  }
  const most = { dies: Math.min(unmarked, 1), fails: /^after send|^before mark/.test(point ?? '') ? 1 : 0 };
  if (scenario.fault !== 'stalls')
    expect([name, repeated]).toEqual([name, Math.min(repeated, most[scenario.fault])]);
}

const scenarios: Scenario[] = (['dies', 'fails', 'stalls'] as const).flatMap((fault) =>
  [
    { left: [], early: ['a'], later: [] },
    { left: [], early: ['a', 'b'], later: [] },
    { left: [], early: ['a'], later: ['b'] },
    { left: ['a'], early: [], later: [] },
    { left: ['a'], early: ['b'], later: [] },
  ].flatMap((traffic) =>
    [false, true].flatMap((repeats) =>
      ['old', 'new'].flatMap((edition) =>
        [false, true].map((knowsRepeats) => ({ fault, ...traffic, repeats, edition, knowsRepeats })),
      ),
    ),
  ),
);

describe('one conversation, a fault at every point of its protocol', () => {
  test.each(
    scenarios.map(
      (it) =>
        [
          `${it.fault}; left ${it.left.join() || 'nothing'}; first ${it.early.join() || 'nothing'}; later ${it.later.join() || 'nothing'}; ${it.repeats ? 'provider repeats' : 'no repeats'}; ${it.edition} dialogs; ${it.knowsRepeats ? 'channel knows repeats' : 'channel repeats'}`,
          it,
        ] as const,
    ),
  )('%s', async (_name, scenario) => {
    const points = new Set<string>();
    for (let at = 0; ; at += 1) {
      const outcome = await play(scenario, at);
      check(scenario, outcome);
      if (outcome.point === undefined) break;
      points.add(outcome.point);
    }
    const writes = ['seal', 'effect', 'send', 'mark', 'clearOut', 'inbox.close'];
    if (scenario.left.length > 0) writes.push('inbox.attempt');
    if (scenario.early.length > 0) writes.push('inbox.insert');
    expect([...points].toSorted()).toEqual(
      writes.flatMap((it) => [`after ${it}`, `before ${it}`]).toSorted(),
    );
  });
});
