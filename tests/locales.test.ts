import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SOURCE_LOCALE } from '../src/engine/texts/texts.js';
import { loadCaseCatalogue } from '../src/sources/case-catalogue.js';
import { loadTexts } from '../src/sources/locales.js';

const resources = loadTexts(resolve('locales'));
const locales = Object.keys(resources).filter((locale) => locale !== SOURCE_LOCALE);

/** Flat `namespace:key` -> text. */
function flat(locale: string): Map<string, string> {
  const entries = Object.entries(resources[locale] ?? {}).flatMap(([namespace, texts]) =>
    Object.entries(texts).map(([key, text]): [string, string] => [`${namespace}:${key}`, String(text)]),
  );
  return new Map(entries);
}

const source = flat(SOURCE_LOCALE);
const variables = (text: string): string[] =>
  [...text.matchAll(/\{\{-?\s*(\w+)/g)].map((it) => it[1] ?? '').toSorted();

describe('texts', () => {
  test('the source locale has texts and lectura fácil is there', () => {
    expect(source.size).toBeGreaterThan(20);
    expect(locales).toContain('es-CO-x-facil');
  });

  /** What only officials read, and they read Spanish. */
  const OFFICIALS =
    /^(?:cli|console|whatsapp):|^case:(?:import|mail|contact|identity|urgency)-|^form:(?:why-|refused|noticed)/;
  /** Whether a language needs a text of its own: not for a plural that it does not have, nor for a child where it has one
   * word for tú and usted. */
  const needs = (locale: string, key: string): boolean => {
    if (locale.startsWith('es')) return true;
    const plural = /_(one|many|other)$/.exec(key)?.[1];
    const plurals: string[] = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    return (
      !OFFICIALS.test(key) && !/_child(_|$)/.test(key) && (plural === undefined || plurals.includes(plural))
    );
  };

  test.each(locales)('%s has every text of the source and no other', (locale) => {
    const texts = flat(locale);
    const due = [...source.keys()].filter((key) => needs(locale, key));
    expect(due.length).toBeGreaterThan(0);
    expect(due.filter((key) => !texts.has(key))).toEqual([]);
    expect([...texts.keys()].filter((key) => !source.has(key))).toEqual([]);
  });

  /** `plainName` is the easy wording of `name`: whoever gives one gives both. */
  const twin = (name: string): string =>
    name.replace(/^plain(.)/, (_all, letter: string) => letter.toLowerCase());

  test.each(locales)('%s uses no variable that the source does not have', (locale) => {
    const wrong = [...flat(locale)].filter(([key, text]) => {
      const known = variables(source.get(key) ?? '');
      return variables(text).some((name) => !known.includes(name) && !known.includes(twin(name)));
    });
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  /** What a child may hear who reports something, or asks for the case. */
  const HEARD = /^(?:report|evidence|form|common|case-status|case|danger|danger-doubt):/;
  const USTED =
    /\b(?:usted|escriba|responda|escoja|env[ií]e\w*|mande|cu[eé]nte(?:me|lo)?|dígame|llame|su (?:caso|código|nombre)|puede|prefiere|quiere|espere|guárde\w*|revise\w*|vaya|le escrib\w+|le dicen|intente)\b/i;
  const ONLY_USTED =
    /\b(?:usted|escriba|responda|escoja|env[ií]e|cuénteme|dígame|su (?:caso|código|nombre))\b/i;
  /** Said of somebody else, or of nothing that the person does. */
  const OF_OTHERS = /^case:(?:queue-|term-(?:petition|counted))|^report:(?:opened-oncall|who-)|:forced-/;

  test.each([
    'es-CO',
    'es-CO-x-facil',
  ])('%s says tú to a child who reports, wherever it says usted', (locale) => {
    const texts = flat(locale);
    const heard = [...texts].filter(
      ([key]) => HEARD.test(key) && !OFFICIALS.test(key) && !OF_OTHERS.test(key),
    );
    // `_many` may be part of a name ("too_many"); it is a plural where there is an `_other` beside it.
    const isPlural = (key: string): boolean => texts.has(key.replace(/_(one|many|other)$/, '_other'));
    const childs = (key: string): string =>
      /_(?:one|many|other)$/.test(key) && isPlural(key)
        ? key.replace(/(_one|_many|_other)$/, '_child$1')
        : `${key}_child`;
    const said = heard.filter(([key]) => !/_child(_|$)/.test(key) && USTED.test(texts.get(key) ?? ''));
    expect(said.length).toBeGreaterThan(100);
    expect(said.map(([key]) => key).filter((key) => !texts.has(childs(key)))).toEqual([]);
    const asUsted = heard.filter(([key, text]) => /_child(_|$)/.test(key) && ONLY_USTED.test(text));
    expect(asUsted).toEqual([]);
  });

  test('every service and every question of one is there in English', () => {
    const { services, questions } = loadCaseCatalogue(resolve('data'));
    const missing = [...services.values()].flatMap(({ id, name, advice }) =>
      name.en === undefined || (advice && advice.en === undefined) ? [id] : [],
    );
    const unasked = [...questions.values()].flatMap(({ id, ask, options = [] }) =>
      [ask, ...options.map(({ label }) => label)].some((it) => it.en === undefined) ? [id] : [],
    );
    expect([missing, unasked]).toEqual([[], []]);
    expect([...services.values()].filter(({ name }) => (name.en ?? '').length > 40)).toEqual([]);
  });

  test('no text is empty or left unfinished', () => {
    for (const locale of Object.keys(resources)) {
      for (const [key, text] of flat(locale)) {
        expect([locale, key, text.trim() === '']).toEqual([locale, key, false]);
        expect(text).not.toMatch(/\b(TODO|FIXME|XXX)\b|lorem ipsum/);
      }
    }
  });

  test('only lines that may be published are written in texts', () => {
    const allowed = new Set(['123', '122', '141', '155', '106', '602 620 3580']);
    for (const locale of Object.keys(resources)) {
      for (const [key, text] of flat(locale)) {
        const bold = [...text.matchAll(/\*(\d[\d ]+)\*/g)].map((it) => it[1] ?? '');
        expect([key, bold.filter((number) => !allowed.has(number))]).toEqual([key, []]);
        expect(text).not.toMatch(/01 ?8000/);
      }
    }
  });
});
