import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FullUnderstander } from '../../src/engine/understanding/index.js';
import type { Expectation } from '../../src/engine/understanding/index.js';

interface Labelled {
  readonly text: string;
  readonly now?: string;
  readonly intent: string;
  readonly danger?: boolean;
  readonly doubt_ok?: boolean;
  readonly territory?: readonly string[];
  readonly indicator?: readonly string[];
  readonly indicator_any?: readonly string[];
  readonly period?: readonly string[];
  readonly operation?: string | null;
  readonly service?: readonly string[];
  readonly service_any?: readonly string[];
  readonly population?: readonly string[];
  readonly age?: number | null;
  readonly sex?: string | null;
  readonly urgency?: string | null;
  readonly speaker?: string | null;
  readonly accused?: readonly string[];
}

interface LabelledAnswer {
  readonly text: string;
  readonly expect: string;
  readonly options?: readonly string[];
  readonly value: unknown;
  readonly now?: string;
}

/** name -> [right, of]. */
export type Scores = Record<string, [number, number]>;

const NOON = 'T17:00:00Z';
const USUAL_DAY = '2026-11-23';
const momentOf = (day?: string): number => Date.parse(`${String(day ?? USUAL_DAY).slice(0, 10)}${NOON}`);

const load = <T>(file: string): readonly T[] =>
  parse(readFileSync(new URL(`./held-out/${file}`, import.meta.url), 'utf8')) as T[];

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** One intent as it was meant and as it was read. */
export interface Answered {
  readonly wanted: string;
  /** What the message was taken for, `unknown` below the threshold. */
  readonly given: string;
  /** The likeliest intent and how sure of it the model was. */
  readonly best: string;
  readonly confidence: number;
}

class Board {
  readonly scores: Scores = {};

  add(name: string, right: boolean): void {
    const score = (this.scores[name] ??= [0, 0]);
    score[1] += 1;
    if (right) score[0] += 1;
  }
}

/** Scores every field of the held-out messages, as the label rules of held-out/README.md say. */
export function scoreMessages(understander: FullUnderstander): {
  scores: Scores;
  intents: readonly Answered[];
  /** "R04 -> R05" for every route taken for another. */
  routes: Scores;
} {
  const board = new Board();
  const routes = new Board();
  const intents: Answered[] = [];
  for (const one of load<Labelled>('messages.yaml')) {
    const found = understander.understand(one.text, { now: momentOf(one.now) });
    board.add('intent', found.intent === one.intent);
    board.add(`intent ${one.intent}`, found.intent === one.intent);
    const [best] = found.guesses;
    intents.push({
      wanted: one.intent,
      given: found.intent,
      best: best?.intent ?? 'unknown',
      confidence: best?.confidence ?? 0,
    });
    const [route] = one.service ?? one.service_any ?? [];
    const first = found.service[0] ?? 'none';
    if (route && route !== first && !one.service_any?.includes(first))
      routes.add(`${route} -> ${first}`, true);
    if (one.intent === 'unknown') board.add('out of scope rejected', found.intent === 'unknown');
    else board.add('in scope accepted', found.intent !== 'unknown');
    if (one.territory) board.add('territory', same(found.territory, one.territory));
    if (one.period) board.add('period', same(found.period, one.period));
    if (one.operation !== undefined) board.add('operation', found.operation === one.operation);
    if (one.indicator) board.add('indicator', found.indicator[0] === one.indicator[0]);
    if (one.indicator_any) board.add('indicator', one.indicator_any.includes(found.indicator[0] ?? ''));
    scoreService(board, one, found.service);
    if (one.population)
      board.add(
        'population',
        one.population.every((it) => found.population.some((own) => own === it)),
      );
    if (one.age !== undefined) board.add('age', found.age === one.age);
    if (one.sex !== undefined) board.add('sex', found.sex === one.sex);
    if (one.urgency !== undefined) board.add('urgency', found.urgency === one.urgency);
    if (one.speaker !== undefined) board.add('speaker', found.speaker === one.speaker);
    if (one.accused)
      board.add(
        'accused',
        one.accused.every((it) => found.accused.includes(it)),
      );
  }
  return { scores: board.scores, intents, routes: routes.scores };
}

function scoreService(board: Board, one: Labelled, found: readonly string[]): void {
  const wanted = one.service ?? one.service_any;
  if (!wanted) return;
  if (wanted.length === 0) {
    board.add('no service', found.length === 0);
    return;
  }
  const right = one.service ? wanted.slice(0, 1) : wanted;
  board.add('service top 1', right.includes(found[0] ?? ''));
  board.add(
    'service top 3',
    right.some((it) => found.includes(it)),
  );
}

/** Recall over what is danger; false alarms and questions over what is not and need not be asked about. */
export function scoreDanger(understander: FullUnderstander): Scores {
  const board = new Board();
  for (const [file, of] of [
    ['danger.yaml', ''],
    ['danger-2.yaml', ', second author'],
  ] as const) {
    for (const one of load<Labelled>(file)) {
      const found = understander.judgeDanger(one.text);
      if (one.danger) board.add(`danger recall${of}`, found.danger);
      if (one.danger) board.add(`danger called or asked${of}`, found.danger || found.doubt);
      if (one.danger || one.doubt_ok) continue;
      board.add(`false alarm${of}`, found.danger);
      board.add(`asked without need${of}`, found.doubt);
    }
  }
  return board.scores;
}

const expectationOf = ({ expect, options, value }: LabelledAnswer): Expectation => {
  if (options)
    return { kind: 'choice', options: options.map((label, i) => ({ value: String(i + 1), label })) };
  if (expect === 'yes_no' || expect === 'number' || expect === 'age' || expect === 'date')
    return { kind: expect };
  return { kind: typeof value === 'number' ? 'number' : 'text' };
};

const bare = (value: unknown): string =>
  String(value instanceof Date ? value.toISOString().slice(0, 10) : value)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase();

/** Answers inside dialogs, by what was expected. */
export function scoreAnswers(understander: FullUnderstander): Scores {
  const board = new Board();
  for (const one of load<LabelledAnswer>('answers.yaml')) {
    const answer = understander.readAnswer(one.text, expectationOf(one), { now: momentOf(one.now) });
    const value = 'value' in answer ? bare(answer.value) : null;
    const move = one.expect === 'refusal' || one.expect === 'back' || one.expect === 'cancel';
    const right = move
      ? answer.kind === one.expect
      : one.value === null
        ? answer.kind !== 'value'
        : answer.kind === (one.expect === 'correction' ? 'correction' : 'value') && value === bare(one.value);
    board.add(`answer ${one.expect}`, right);
  }
  return board.scores;
}
