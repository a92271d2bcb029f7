import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Reply } from '../src/domain/message.js';
import { withFigures } from './support/recorded/figures.js';
import { isCause, parseRecorded, type RecordedStep, withReplies } from './support/recorded/script.js';
import { type Occurrence, Stage } from './support/recorded/stage.js';

/** UPDATE_CONVERSATIONS=1 writes the replies that were given into the files; TRANSCRIPTS=file keeps their words. */
const UPDATE = process.env.UPDATE_CONVERSATIONS === '1';
const TRANSCRIPTS = process.env.TRANSCRIPTS;
const FOLDER = resolve('tests/conversations');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('recorded conversations', () => {
  test('there are enough of them, and each is named after its dialog and case', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
    const dialogs = new Set(readdirSync(resolve('dialogs')).map((name) => name.replace('.yaml', '')));
    for (const name of files) {
      const [dialog, ...rest] = name.replace('.yaml', '').split('.');
      expect([name, rest.length, dialogs.has(dialog ?? '')]).toEqual([name, 1, true]);
    }
  });

  test.each(files)('%s', async (name) => {
    const recorded = parseRecorded(readFileSync(join(FOLDER, name), 'utf8'));
    const [first] = recorded.steps;
    const stage = await Stage.open(first && 'setup' in first ? first.setup : {});
    const played = await play(stage, recorded.steps);
    if (TRANSCRIPTS) appendFileSync(TRANSCRIPTS, `\n######## ${name}\n${played.transcript}`);
    if (UPDATE) writeFileSync(join(FOLDER, name), withReplies(recorded, played.keys));
    for (const check of played.checks) check();
  });
});

interface Played {
  readonly keys: Map<number, readonly string[]>;
  readonly checks: (() => void)[];
  readonly transcript: string;
}

/** Plays every step; what it checks is returned, so that a regenerated file is written whole before anything fails. */
async function play(stage: Stage, steps: readonly RecordedStep[]): Promise<Played> {
  const keys = new Map<number, readonly string[]>();
  const checks: (() => void)[] = [];
  let transcript = '';
  let replies: Reply[] = [];
  let before: Occurrence[] = [];
  let expected: string[] | null = null;
  const settle = (index: number): void => {
    const given = replies.map((reply) => reply.key);
    const wanted = expected ?? [];
    if (!UPDATE && expected !== null)
      checks.push(() => expect({ step: index, bot: given }).toEqual({ step: index, bot: wanted }));
    expected = null;
  };
  for (const [index, step] of steps.entries()) {
    if (isCause(step)) {
      settle(index);
      before = stage.occurrences();
      replies = await stage.perform(step).catch((error: unknown) => {
        checks.push(() => {
          throw error;
        });
        return [];
      });
      keys.set(
        index,
        replies.map((reply) => reply.key),
      );
      expected = [];
      transcript += transcribed(step, replies);
    } else if ('bot' in step) expected = [step.bot].flat();
    else if ('wait' in step) await stage.perform(step);
    else checks.push(checkOf(index, step, replies, since(before, stage.occurrences())));
  }
  settle(steps.length);
  const opened = steps.filter((step) => 'event' in step && step.event === 'case.opened').length;
  const cases = stage.occurrences().filter((it) => it.name === 'case.opened').length;
  checks.push(() => expect({ casesOpened: cases }).toEqual({ casesOpened: opened }));
  return { keys, checks, transcript };
}

function checkOf(
  index: number,
  step: RecordedStep,
  replies: readonly Reply[],
  happened: readonly Occurrence[],
): () => void {
  const said = replies.map((reply) => reply.text).join('\n');
  return () => {
    if ('contains' in step)
      for (const words of [step.contains].flat()) expect(said).toContain(withFigures(words));
    if ('lacks' in step)
      for (const words of [step.lacks].flat()) expect(said).not.toContain(withFigures(words));
    if ('event' in step) {
      const same = happened.filter((it) => it.name === step.event);
      expect({ step: index, [step.event]: same.map((it) => it.data) }).toMatchObject({
        [step.event]: expect.arrayContaining([expect.objectContaining(subset(step.with ?? {}))]),
      });
    }
  };
}

/** Nested objects are matched by what they are said to hold, like the outer one. */
function subset(wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(held) : held(value),
    ]),
  );
}

const held = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? expect.objectContaining(subset(value as Record<string, unknown>))
    : value;

function since(before: readonly Occurrence[], after: readonly Occurrence[]): Occurrence[] {
  const known = before.map((it) => JSON.stringify(it));
  return after.filter((it) => !known.includes(JSON.stringify(it)));
}

function transcribed(step: RecordedStep, replies: readonly Reply[]): string {
  const cause = JSON.stringify(step).slice(0, 300);
  return `\n>> ${cause}\n${replies.map((reply) => `   [${reply.key}]\n${reply.text.replaceAll(/^/gm, '   ')}\n`).join('')}`;
}
