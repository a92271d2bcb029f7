import { describe, expect, test } from '@jest/globals';
import { createInstance } from 'i18next';
import { createTexts, SOURCE_LOCALE } from '../../../src/engine/texts/texts.js';
import { loadTexts } from '../../../src/sources/locales.js';

const resources = loadTexts('locales');
const texts = createTexts(resources);

/** i18next alone, with nothing remembered and nothing filled by hand. */
const reference = createInstance();
void reference.init({
  resources: resources as never,
  fallbackLng: SOURCE_LOCALE,
  initAsync: false,
  interpolation: { escapeValue: false, skipOnVariables: true },
  returnNull: false,
  load: 'currentOnly',
  ns: Object.keys(resources[SOURCE_LOCALE] ?? {}),
});

const namespaces = Object.entries(resources[SOURCE_LOCALE] ?? {});
const placesIn = (text: string): string[] => [...text.matchAll(/\{\{(\w+)/g)].map((it) => it[1] as string);

/** Every key of the service with something for each of its places. */
const every = namespaces.flatMap(([namespace, of]) => {
  const keys = new Map<string, Set<string>>();
  for (const [name, text] of Object.entries(of)) {
    if (typeof text !== 'string') continue;
    const base = name.replace(/_(?:one|many|other|zero)$/, '');
    const places = keys.get(base) ?? new Set();
    for (const place of placesIn(text)) places.add(place);
    keys.set(base, places);
  }
  return [...keys].map(([key, places]) => ({ key: `${namespace}:${key}`, places: [...places] }));
});

describe('putting keys into words', () => {
  test.each(['es-CO', 'es-CO-x-facil', 'en'])('%s says what i18next says, for every text', (locale) => {
    const t = reference.getFixedT(locale);
    let compared = 0;
    for (const { key, places } of every) {
      for (const count of [undefined, 0, 1, 2, 1_000_000]) {
        if (count === undefined && !reference.exists(key, { lng: locale })) continue;
        if (count !== undefined && !reference.exists(key, { lng: locale, count })) continue;
        for (const to of [undefined, 'child'] as const) {
          const args: Record<string, string | number> = {};
          for (const place of places) args[place] = `«${place} $& {{x}}»`;
          if (count !== undefined) args.count = count;
          const context = to === undefined ? {} : { context: to };
          const said = texts.say(locale, { key, args, ...(to ? { to } : {}) }).text;
          expect([key, said]).toEqual([key, t(key, { ...args, ...context }) as string]);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  test('one and several differ, and what is asked again is the same', () => {
    const cases = (count: number): string =>
      texts.say('es-CO', { key: 'indicator:cases', args: { count, cases: String(count) } }).text;
    expect(cases(1)).not.toBe(cases(2).replace('2', '1'));
    expect(cases(1)).toBe(cases(1));
  });

  test('a key that is nowhere is a problem, not a text', () => {
    expect(() => texts.say('es-CO', { key: 'common:there-is-no-such-text' })).toThrow('no text');
  });
});
