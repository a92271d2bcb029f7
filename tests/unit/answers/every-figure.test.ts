import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constantFrom,
  oneof,
  property,
  record,
  string,
  subarray,
} from 'fast-check';
import type { Catalogue } from '../../../src/domain/catalogue.js';
import { parsePeriod, readPeriod, sayPeriod } from '../../../src/domain/period.js';
import { type Answers, createAnswers } from '../../../src/engine/answers/index.js';
import { createTexts } from '../../../src/engine/texts/texts.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import { loadTexts } from '../../../src/sources/locales.js';
import { FACTS, type Fact, factsOf, findFact, LOCALES, NOW, spanish, textOf } from './support.js';

/** An argument that was not given, or an article that should have been drawn together (del, al). */
const BADLY_PUT = /\{\{|undefined|NaN|\bel el\b|\b(de|a) el (?!Águila|Cairo|Cerrito|Dovio)/;

/** A value is read on a small screen and aloud. */
const LONGEST_VALUE = 700;

const texts = createTexts(loadTexts('locales'));
let catalogue: Catalogue;
let answers: Answers;

beforeAll(async () => {
  catalogue = await loadCatalogue('data');
  answers = createAnswers(catalogue);
});

const askFor = ({ indicator, territory, period, group }: Fact) =>
  answers.answer(
    {
      indicators: [indicator],
      territories: [territory],
      periods: [period],
      operation: null,
      disaggregation: group,
    },
    NOW,
  );

/** The words of a unit, read from data/units.csv here. */
const units = new Map(
  readFileSync('data/units.csv', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) =>
        (match[1] ?? '').replace(/^"|"$/g, '').replaceAll('""', '"'),
      );
      return [cells[0] ?? '', { one: cells[2] ?? '', many: cells[3] ?? '', plain: cells[4] ?? '' }];
    }),
);

/** What is wrong with what is said of a row; empty where nothing is. */
function faults(row: Fact, locale: string): string[] {
  const answer = askFor(row);
  const text = textOf(answer, locale);
  const unit = units.get(row.unit);
  const single = row.value === 1 && ['casos', 'personas'].includes(row.unit);
  const unitWords = single ? unit?.one : locale === 'es-CO' ? unit?.many : unit?.plain;
  const caveats = row.caveats
    .filter((code) => code !== 'unstable_small_n')
    .map((code) => catalogue.caveats.find((one) => one.code === code))
    .map((caveat) => (locale === 'es-CO' ? caveat?.text : caveat?.plain));
  const parts = [
    `${spanish(row.value)} ${unitWords}`,
    ...(row.cases === null ? [] : [`(${spanish(row.cases)} caso`]),
    texts.say(locale, sayPeriod(parsePeriod(row.period))).text,
    row.source,
    ...caveats,
  ];
  const counted = row.unit === 'casos' ? row.value : row.cases;
  const few = row.caveats.includes('unstable_small_n') || (counted !== null && counted < 20);
  const unverified = (text.match(/por verificar/gi) ?? []).length;
  const [shown] = answer.shown;
  const checks: [string, boolean][] = [
    ['not answered', answer.outcome === 'answered'],
    ['another figure', shown?.value === row.value && shown.territory === row.territory],
    ...parts.map((part): [string, boolean] => [`lacks ${part}`, text.includes(String(part))]),
    ['unverified not said once', row.confidence !== 'baja' || unverified === 1],
    ['few cases', text.includes('son menos de 20 casos') === few],
    ['badly put', !BADLY_PUT.test(text)],
    [`too long: ${text.length}`, text.length <= LONGEST_VALUE],
  ];
  return checks.filter(([, holds]) => !holds).map(([what]) => `${what}\n${text}`);
}

/** The change said of a row against the row of the period it names. */
function changeFaults(row: Fact, text: string): string[] {
  const change = /(Subió|Bajó) ([\d.,]+) .* comparado con (.+) \(era ([\d.,]+)\)/.exec(text);
  if (!change) return [];
  const earlier = factsOf(row.indicator, row.territory).find(
    (one) =>
      one.group === row.group && change[3] === texts.say('es-CO', sayPeriod(parsePeriod(one.period))).text,
  );
  const before = earlier?.value ?? Number.NaN;
  const right =
    change[4] === spanish(before) &&
    change[2] === spanish(Math.abs(row.value - before)) &&
    change[1] === (row.value > before ? 'Subió' : 'Bajó');
  return right ? [] : [text];
}

/** The department said beside a municipality against its own row. */
function departmentFaults(row: Fact, text: string): string[] {
  if (!/^76\d{3}$/.test(row.territory)) return [];
  const department = findFact(row.indicator, '76', row.period, row.group);
  const said = department
    ? `En el Valle del Cauca fue de ${spanish(department.value)} `
    : 'Para el Valle del Cauca no tenemos esta misma medida';
  return text.includes(said) ? [] : [text];
}

describe('every figure of the data file', () => {
  test.each(
    LOCALES,
  )('is said with value, unit, cases, place, period, source and warnings in %s', (locale) => {
    expect(FACTS.length).toBeGreaterThan(3000);
    expect(FACTS.flatMap((row) => faults(row, locale)).slice(0, 3)).toEqual([]);
  });

  test('changes and departmental figures are those of the data file', () => {
    const wrong = FACTS.flatMap((row) => {
      const text = textOf(askFor(row));
      return [...changeFaults(row, text), ...departmentFaults(row, text)];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test('a year before the first figure is never compared with anything', () => {
    const firsts = new Map<string, Fact>();
    for (const row of FACTS) {
      const key = `${row.indicator} ${row.territory} ${row.group}`;
      const first = firsts.get(key);
      if (!first || row.period < first.period) firsts.set(key, row);
    }
    expect(firsts.size).toBeGreaterThan(500);
    for (const row of firsts.values())
      expect(textOf(askFor(row))).not.toMatch(/Subió|Bajó|Es igual|No se compara/);
  });
});

describe('every pair of a measure and a place that has no figure', () => {
  const existing = new Set(FACTS.map((row) => `${row.indicator} ${row.territory}`));
  const numbers = (text: string): string[] => text.match(/\d+(?:[.,]\d+)*/g) ?? [];

  test('says no number that is not in the data, and never calls another figure its own', () => {
    const wording = [
      ...catalogue.indicators.flatMap((one) => [one.shortName, one.plainName]),
      ...catalogue.units.flatMap((one) => [one.many, one.plainMany, one.change]),
      ...catalogue.caveats.flatMap((one) => [one.text, one.plain]),
      ...catalogue.disaggregations.flatMap((one) => [one.phrase, one.plain]),
    ];
    const said = new Set(numbers(wording.join(' ')));
    const options = new Set(['1', '2', '3', '4', '5', '6', '7', '8', '20']);
    let pairs = 0;
    for (const { code: indicator } of catalogue.indicators) {
      for (const { code: territory } of catalogue.territories) {
        if (existing.has(`${indicator} ${territory}`)) continue;
        pairs += 1;
        const answer = answers.answer(
          { indicators: [indicator], territories: [territory], periods: [], operation: null },
          NOW,
        );
        const variants = catalogue.indicators.find((one) => one.code === indicator)?.variants ?? [];
        if (answer.outcome === 'answered') expect(variants).toContain(answer.shown[0]?.indicator);
        else expect(answer.missing).toMatchObject([{ indicator, territory }]);
        const rows = answer.shown.map((one) => {
          expect([one.indicator, one.territory]).not.toEqual([indicator, territory]);
          const row = findFact(one.indicator, one.territory, one.period, one.disaggregation);
          if (!row) throw new Error(`a figure that is not in the data: ${JSON.stringify(one)}`);
          return row;
        });
        const facts = rows.flatMap((row) => [row.value, ...(row.cases === null ? [] : [row.cases])]);
        const differences = facts.flatMap((a) => facts.map((b) => Math.abs(a - b)));
        const allowed = new Set([
          ...said,
          ...options,
          ...[...facts, ...differences].map(spanish),
          ...rows.flatMap((row) => numbers(`${row.source} ${row.period.replaceAll(/-0?/g, ' ')}`)),
          ...factsOf(rows[0]?.indicator ?? '', rows[0]?.territory ?? '').flatMap((row) =>
            numbers(row.period.replaceAll(/-0?/g, ' ')),
          ),
        ]);
        for (const locale of LOCALES) {
          const text = textOf(answer, locale);
          const strange = numbers(text).filter((number) => !allowed.has(number));
          if (BADLY_PUT.test(text)) throw new Error(`badly put:\n${text}`);
          if (strange.length > 0) throw new Error(`${strange.join(' ')} in\n${text}`);
        }
      }
    }
    expect(pairs).toBe(catalogue.indicators.length * catalogue.territories.length - existing.size);
  });
});

describe('whatever is asked', () => {
  test('an answer comes, in both locales, and every figure it shows is in the data', () => {
    const codes = (items: readonly { code: string }[]): Arbitrary<string> =>
      oneof(constantFrom(...items.map((one) => one.code)), string());
    const period = oneof(
      constantFrom('2018', '2022', '2025', '2018..2022', '2020-07', '2022-Q4', '2030'),
      string(),
    );
    const query = record({
      indicators: array(codes(catalogue.indicators), { maxLength: 3 }),
      territories: array(codes(catalogue.territories), { maxLength: 4 }),
      periods: array(period, { maxLength: 3 }),
      operation: constantFrom(null, 'value', 'trend', 'compare', 'rank', 'define'),
      populations: subarray(['infancia', 'juventud', 'mujer_adulta', 'adulto_mayor'] as const),
      sex: constantFrom(null, 'f', 'm'),
      disaggregation: constantFrom(null, 'media', 'cabecera', '0-17 años', 'otra'),
      territoryAmbiguous: boolean(),
    });
    assert(
      property(query, (asked) => {
        const answer = answers.answer(asked as Parameters<Answers['answer']>[0], NOW);
        expect(answer.said.length).toBeGreaterThan(0);
        for (const one of answer.shown) expect(catalogue.observations).toContain(one);
        for (const locale of LOCALES)
          expect(textOf(answer, locale)).not.toMatch(/\{\{|undefined|NaN|\[object/);
        expect(JSON.parse(JSON.stringify(answer.focus))).toEqual(answer.focus);
        for (const text of answer.focus?.periods ?? []) expect(readPeriod(text)).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});
