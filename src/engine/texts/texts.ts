import { createInstance, type TFunction } from 'i18next';
import type { Reply, Said, SaidOption } from '../../domain/message.js';
import { Problem } from '../../problem.js';

/** locale -> namespace -> key -> text, as locales/<tag>/<namespace>.json hold them. */
export type TextResources = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
>;

/** Puts what was decided into words. The only place where a key becomes Spanish. */
export interface Texts {
  /** Locales in which dialogs are written; another one may hold the words of a page alone. */
  readonly locales: readonly string[];
  /** @throws Problem `text_missing` when neither the locale nor es-CO has the key. */
  say(locale: string, said: Said): Reply;
  label(locale: string, option: SaidOption, to?: Said['to']): string;
  has(locale: string, key: string): boolean;
}

/** The locale every other one falls back to. */
export const SOURCE_LOCALE = 'es-CO';

export function createTexts(resources: TextResources): Texts {
  const engine = createInstance();
  void engine.init({
    resources: resources as never,
    fallbackLng: SOURCE_LOCALE,
    initAsync: false,
    interpolation: { escapeValue: false, skipOnVariables: true },
    returnNull: false,
    load: 'currentOnly',
    ns: Object.keys(resources[SOURCE_LOCALE] ?? {}),
  });
  const words = speaker((locale) => engine.getFixedT(locale));
  const label: Texts['label'] = (locale, option, to) =>
    option.label ?? words(locale, { key: option.key ?? '', to });
  return {
    locales: Object.keys(resources).filter((locale) => 'common' in (resources[locale] ?? {})),
    label,
    has: (locale, key) => {
      const [namespace = '', name = ''] = key.split(':');
      const texts = resources[locale]?.[namespace] ?? {};
      return name in texts || `${name}_other` in texts;
    },
    say: (locale, said) => {
      const text = [said, ...(said.lines ?? [])]
        .map((line) => words(locale, { to: said.to, ...line } as Said))
        .join('\n');
      if (!said.options?.length) return { key: said.key, text };
      const options = said.options.map((option) => ({
        value: option.value,
        label: label(locale, option, said.to),
      }));
      const numbered = options.map((option, index) => `${index + 1}. ${option.label}`).join('\n');
      return { key: said.key, text: `${text}\n${numbered}`, options };
    },
  };
}

type Words = (locale: string, said: Pick<Said, 'key' | 'args' | 'to'>) => string;

/** Puts keys into words. Arguments that are texts themselves are put into words first. i18next decides which text it is
 * and is asked that once; a text with nothing but places is filled here (docs/performance.md). */
function speaker(translatorOf: (locale: string) => TFunction): Words {
  const translators = new Map<string, TFunction>();
  const translate = (locale: string, key: string, args: Readonly<Record<string, unknown>>): string => {
    const translator = translators.get(locale) ?? translatorOf(locale);
    translators.set(locale, translator);
    const text = translator(key, args as Record<string, string>) as string;
    const [, name] = key.split(':');
    if (text === key || text === name) throw new Problem('text_missing', `no text ${key} in ${locale}`);
    return text;
  };
  const templates = new Map<string, string | null>();
  const pluralOf = pluralForms();
  /** The text before anything is put into it; null where only i18next can do that. */
  const templateOf: TemplateOf = (locale, key, to, count) => {
    const id = `${locale}\n${key}\n${to ?? ''}\n${count === undefined ? '' : pluralOf(locale, count)}`;
    const known = templates.get(id);
    if (known !== undefined) return known;
    const counted = count === undefined ? {} : { count };
    const text = translate(locale, key, { ...register(to), ...counted, skipInterpolation: true });
    const template = MORE.test(text) ? null : text;
    templates.set(id, template);
    return template;
  };
  const words: Words = (locale, { key, args = {}, to }) => {
    const inWords: Record<string, string | number> = {};
    for (const [name, it] of Object.entries(args))
      inWords[name] = typeof it === 'object' ? words(locale, it) : it;
    const count = typeof inWords.count === 'number' ? inWords.count : undefined;
    const template = templateOf(locale, key, to, count);
    const whole = template === null ? null : filled(template, inWords);
    return whole ?? translate(locale, key, { ...inWords, ...register(to) });
  };
  return words;
}

type TemplateOf = (locale: string, key: string, to: Said['to'], count: number | undefined) => string | null;

const PLACE = /\{\{(\w+)\}\}/g;
/** What only i18next can do: a formatted place, a reference to another text. */
const MORE = /\{\{(?!\w+\}\})|\$t\(/;

/** A text with its places filled; null where an argument is missing. */
function filled(template: string, args: Readonly<Record<string, string | number>>): string | null {
  if (!template.includes('{{')) return template;
  let isWhole = true;
  const put = template.replace(PLACE, (_place, place: string) => {
    isWhole &&= args[place] !== undefined;
    return String(args[place]);
  });
  return isWhole ? put : null;
}

/** The names of the forms that a count takes in a locale and in the one it falls back to; zero may have its own. */
function pluralForms(): (locale: string, count: number) => string {
  const rules = new Map<string, Intl.PluralRules>();
  const form = (locale: string, count: number): string => {
    const known = rules.get(locale) ?? new Intl.PluralRules(locale);
    rules.set(locale, known);
    return known.select(count);
  };
  return (locale, count) =>
    `${form(locale, count)} ${form(SOURCE_LOCALE, count)}${count === 0 ? ' zero' : ''}`;
}

/** i18next's context: `key_child` where there is one, else `key`. */
const register = (to: Said['to']): Record<string, string> => (to === undefined ? {} : { context: to });
