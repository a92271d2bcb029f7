import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { INTENTS, POPULATIONS } from '../../src/domain/understanding.js';
import { skipped } from '../support/skipped.js';

const text = z.string().min(1);
const codes = z.array(z.string());
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const span = z.string().regex(/^\d{4}(-\d\d|-Q[1-4]|-\d\d-\d\d)?(\.\.\d{4}(-\d\d|-Q[1-4]|-\d\d-\d\d)?)?$/);

const Message = z.strictObject({
  text,
  intent: z.enum(INTENTS),
  territory: codes.optional(),
  indicator: codes.optional(),
  indicator_any: codes.optional(),
  now: day.optional(),
  period: z.array(span).optional(),
  operation: z.enum(['value', 'trend', 'compare', 'rank', 'define']).optional(),
  service: codes.optional(),
  service_any: codes.min(2).optional(),
  urgency: z.enum(['P0', 'P1', 'P2', 'P3']).optional(),
  population: z.array(z.enum(POPULATIONS)).min(1).optional(),
  age: z.int().min(0).max(110).optional(),
  sex: z.enum(['f', 'm']).optional(),
  danger: z.boolean().optional(),
  doubt_ok: z.literal(true).optional(),
  speaker: z.enum(['victim', 'witness', 'child', 'board']).optional(),
  accused: codes.min(1).optional(),
});
const Danger = z.strictObject({ text, danger: z.boolean(), doubt_ok: z.literal(true).optional() });
const Answer = z.strictObject({
  expect: z.enum(['yes_no', 'choice', 'number', 'date', 'age', 'correction', 'refusal', 'back', 'cancel']),
  text,
  options: z.array(z.string()).min(2).optional(),
  now: day.optional(),
  value: z.union([z.boolean(), z.number(), z.string(), z.null()]),
});

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`./held-out/${name}.yaml`, import.meta.url), 'utf8'));
const messages = z.array(Message).parse(read('messages'));
const dangers = ['danger', 'danger-2'].map((name) => z.array(Danger).parse(read(name)));
const answers = z.array(Answer).parse(read('answers'));

/** The words of every catalogue in a folder, where codes are looked for whatever file an official keeps them in. */
function wordsOf(folder: URL): Set<string> {
  const words = new Set<string>();
  if (!existsSync(folder)) return words;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(csv|ya?ml|json)$/.test(name)) continue;
    for (const word of readFileSync(new URL(name, folder), 'utf8').match(/[A-Z0-9_]+/g) ?? [])
      words.add(word);
  }
  return words;
}

const same = (one: string): string =>
  one
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s.,;:!?¿¡]+/g, ' ')
    .trim() || one;
const twice = (all: readonly string[]): string[] => all.filter((one, at) => all.indexOf(one) !== at);
const count = (intent: string): number => messages.filter((one) => one.intent === intent).length;

describe('held-out corpus', () => {
  test('is large enough for what it measures', () => {
    expect(messages.length).toBeGreaterThanOrEqual(1000);
    expect(count('indicator')).toBeGreaterThanOrEqual(250);
    expect(count('report')).toBeGreaterThanOrEqual(250);
    expect(count('unknown')).toBeGreaterThanOrEqual(120);
    for (const intent of INTENTS) expect([intent, count(intent) >= 25]).toEqual([intent, true]);
    const counts = dangers.map((set) => [
      set.filter((one) => one.danger).length,
      set.filter((one) => !one.danger && !one.doubt_ok).length,
    ]);
    expect(counts[0]?.[0]).toBeGreaterThanOrEqual(220);
    expect(counts[0]?.[1]).toBeGreaterThanOrEqual(330);
    expect(counts[1]?.[0]).toBeGreaterThanOrEqual(195);
    expect(counts[1]?.[1]).toBeGreaterThanOrEqual(235);
    expect(answers.length).toBeGreaterThanOrEqual(150);
  });

  test('says nothing twice', () => {
    expect(twice([...messages, ...dangers.flat()].map((one) => same(one.text)))).toEqual([]);
    expect(twice(answers.map((one) => same(`${one.expect} ${one.options?.join(' ')} ${one.text}`)))).toEqual(
      [],
    );
  });

  test('carries no telephone number', () => {
    const long = /\d[\d .-]{5,}\d/;
    const phones = [...messages, ...dangers.flat()].map((one) =>
      one.text.replace(/\b\d{4}-\d\d-\d\d\b/g, ''),
    );
    expect(phones.filter((one) => long.test(one) && !/\b(19|20)\d\d\b/.test(one))).toEqual([]);
  });

  test('no answer points past its options', () => {
    const past = answers.filter((one) => one.options && Number(one.value) > one.options.length);
    expect(past).toEqual([]);
  });
});

const services = [
  ...new Set(messages.flatMap((one) => [...(one.service ?? []), ...(one.service_any ?? [])])),
];
const indicators = [
  ...new Set(messages.flatMap((one) => [...(one.indicator ?? []), ...(one.indicator_any ?? [])])),
];
const territories = [...new Set(messages.flatMap((one) => one.territory ?? []))];
const accused = [...new Set(messages.flatMap((one) => one.accused ?? []))];

test('covers the 50 routes, the indicators and the 42 municipalities', () => {
  expect(services).toHaveLength(50);
  expect(indicators.length).toBeGreaterThanOrEqual(69);
  expect(territories.filter((one) => one !== '76')).toHaveLength(42);
});

const catalogues = ['../../data/', '../../../shared/domain/'].map((at) =>
  wordsOf(new URL(at, import.meta.url)),
);
describe('codes of the catalogues', () => {
  for (const [kind, sample, used] of [
    ['routes', 'R01', services],
    ['indicators', 'VIF_POL_TASA', indicators],
    ['territories', '76834', territories],
    ['bodies', 'COMISARIA', accused],
  ] as const) {
    const words = catalogues.find((one) => one.has(sample));
    if (words) test(`${kind} exist`, () => expect(used.filter((one) => !words.has(one))).toEqual([]));
    else skipped(`${kind} exist`, `no catalogue of ${kind} in data/`);
  }
});
