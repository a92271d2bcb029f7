import { describe, expect, test } from '@jest/globals';
import { dangerFeatures } from '../../../src/engine/understanding/danger-features.js';
import { createSignReader } from '../../../src/engine/understanding/danger-signs.js';
import { distinct, featuresOf } from '../../../src/engine/understanding/features.js';
import { createReader } from '../../../src/engine/understanding/reader.js';
import { loadCatalogue } from '../../../src/sources/catalogue.js';
import { loadUnderstanding } from '../../../src/sources/understanding.js';

const { lexicon } = loadUnderstanding('.');
const reader = createReader({ lexicon, ...(await loadCatalogue('data')) });
const signsOf = createSignReader(lexicon.danger);
const reading = (text: string) => reader.read(text, 0);
const signs = (text: string) => signsOf(reading(text).words);
const features = (text: string) => dangerFeatures(reading(text), signs(text));

describe('what a text about danger speaks of', () => {
  test('each word carries its concepts', () => {
    const { words, concepts } = signs('mi marido tiene un cuchillo');
    expect(concepts[words.indexOf('cuchillo')]).toEqual(['weapon']);
    expect(concepts[words.indexOf('marido')]).toEqual(['aggressor']);
    expect(concepts[words.indexOf('tiene')]).toEqual([]);
  });

  test('an idiom means nothing else', () => {
    const { words, kinds, concepts } = signs('me muero de la risa');
    expect([words, kinds, concepts.flat()]).toEqual([['_dicho'], [], []]);
  });

  test('a question about figures is an excuse, and the stretch is told', () => {
    const found = signs('cuántos casos de mujeres golpeadas hay');
    expect(found.excused).toBe(true);
    expect(found.why()).toContain('not danger: "cuantos"');
  });

  test.each([
    ['me está pegando', 'me pegaba', 'tense'],
    ['me pega', 'le pega', 'who it is done to'],
    ['me pega', 'no me pega', 'denial'],
    ['llegó y le pegó', 'le pegó y llegó', 'order'],
  ])('"%s" is not "%s": %s', (one, other) => {
    expect([...features(one)].sort()).not.toEqual([...features(other)].sort());
  });
});

describe('features', () => {
  test('what is said again counts once', () => {
    const once = featuresOf('le grita y llora le grita y llora'.split(' '));
    const often = featuresOf('le grita y llora le grita y llora le grita y llora'.split(' '));
    expect([...often].sort()).toEqual([...once].sort());
  });

  test('distinct keeps every bucket once, however many there are', () => {
    const buckets = Array.from({ length: 5000 }, (_, at) => (at % 3000) * 0x10001);
    expect(Array.from(distinct(buckets))).toEqual([...new Set(buckets)]);
    expect(Array.from(distinct([7, 7, 0, 7, 0]))).toEqual([7, 0]);
  });
});
