import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { seededRandom } from '../../../src/engine/understanding/training/random.js';
import { type Slots, writeTemplate } from '../../../src/engine/understanding/training/templates.js';
import { addNoise } from '../../../src/engine/understanding/training/noise.js';
import { trainHead } from '../../../src/engine/understanding/training/trainer.js';
import { createHead } from '../../../src/engine/understanding/linear.js';
import { featuresOf } from '../../../src/engine/understanding/features.js';
import { writeTrainingTexts } from '../../../src/engine/understanding/training/compile.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import {
  readTrainingSources,
  understandingSourcesHash,
} from '../../../src/sources/understanding-training.js';
import { loadUnderstanding } from '../../../src/sources/understanding.js';

test('the committed model was built from the committed sources', () => {
  expect(loadUnderstanding('.').model.sources).toBe(understandingSourcesHash('.'));
});

test('a model that is not there is a coded problem', () => {
  expect(() => loadUnderstanding('/nowhere')).toThrow('the understanding model cannot be read');
});

describe('training', () => {
  test('templates choose, fill slots and refuse unknown ones', () => {
    const slots: Slots = { who: ['mi {mamá|papá}'] };
    const written = new Set(
      Array.from({ length: 40 }, (_, seed) => writeTemplate('{hola|} <who>', slots, seededRandom(seed))),
    );
    expect([...written].sort()).toEqual(['hola mi mamá', 'hola mi papá', 'mi mamá', 'mi papá']);
    expect(() => writeTemplate('<nobody>', slots, seededRandom(1))).toThrow('no slot <nobody>');
  });

  test('noise is the same for the same seed', () => {
    const text = 'quiero saber cuántos homicidios hubo en el municipio';
    expect(addNoise(text, seededRandom(5))).toBe(addNoise(text, seededRandom(5)));
    expect(new Set([1, 2, 3, 4, 5].map((seed) => addNoise(text, seededRandom(seed)))).size).toBeGreaterThan(
      1,
    );
  });

  test('a head learns what separates its classes, to the same bytes each time', () => {
    const texts: [string, string][] = [
      ['buenos dias', 'greet'],
      ['muy buenas tardes', 'greet'],
      ['hola buenas', 'greet'],
      ['quiero cancelar esto', 'cancel'],
      ['cancele todo', 'cancel'],
      ['ya cancelar', 'cancel'],
    ];
    const examples = texts.map(([text, label]) => ({
      label,
      text,
      group: text,
      features: featuresOf(text.split(' ')),
    }));
    const options = { bits: 12, epochs: 20, seed: 1 };
    const { weights, ...head } = trainHead([examples], options);
    expect(trainHead([examples], options).weights).toEqual(weights);
    const model = { version: 1, sources: '', heads: { intent: { ...head, offset: 0 } }, weights };
    expect(createHead(model, 'intent')?.classify(featuresOf(['cancelar']))[0]?.label).toBe('cancel');
    expect(createHead(model, 'intent')?.classify(featuresOf(['buenas']))[0]?.label).toBe('greet');
    expect(createHead(model, 'nothing')).toBeUndefined();
  });
});

test('a message more changes the texts of its own head, and there only its own', async () => {
  const catalogue = await loadCatalogue('data');
  const whole = readTrainingSources('.');
  const few = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).slice(0, 3));
  const sources = {
    ...whole,
    indicators: few(whole.indicators),
    services: { ...whole.services, phrases: few(whole.services.phrases) },
    told: { ...whole.told, services: few(whole.told.services), safe: whole.told.safe.slice(0, 50) },
  };
  const told = { ...sources.told, danger: ['se metieron dos manes por el solar', ...sources.told.danger] };
  const before = writeTrainingTexts(sources, catalogue);
  const after = writeTrainingTexts({ ...sources, told }, catalogue);
  for (const head of ['intent', 'indicator', 'service', 'kind'] as const)
    expect([head, JSON.stringify(after[head]) === JSON.stringify(before[head])]).toEqual([head, true]);
  const known = new Set(before.danger.map(({ text }) => text));
  const own = after.danger.filter(({ group }) => group === told.danger[0]);
  expect(own.length).toBeGreaterThan(1);
  expect(after.danger.filter(({ text }) => !known.has(text))).toEqual(own);
});

test('every route, indicator and intent has training texts', () => {
  const read = (file: string): unknown => parse(readFileSync(file, 'utf8'));
  const services = read('data/understanding/services.yaml') as { phrases: Record<string, string[]> };
  const indicators = read('data/understanding/indicator-names.yaml') as Record<string, { names: string[] }>;
  const codes = readFileSync('data/indicators.csv', 'utf8').split('\n').slice(1).filter(Boolean);
  expect(Object.keys(services.phrases)).toHaveLength(50);
  expect(codes.map((row) => row.split(',')[0] ?? '').filter((code) => !indicators[code])).toEqual([]);
});
