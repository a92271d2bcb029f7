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
  const words = speaker(resources, (locale) => engine.getFixedT(locale));
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

/** Puts keys into words. Arguments that are texts themselves are put into words first; what needs no arguments is asked of
 * i18next once (docs/performance.md). */
function speaker(resources: TextResources, translatorOf: (locale: string) => TFunction): Words {
  const translators = new Map<string, TFunction>();
  const plain = new Map<string, string>();
  const translate = (locale: string, key: string, args: Readonly<Record<string, unknown>>): string => {
    const translator = translators.get(locale) ?? translatorOf(locale);
    translators.set(locale, translator);
    const text = translator(key, args as Record<string, string>) as string;
    const [, name] = key.split(':');
    if (text === key || text === name) throw new Problem('text_missing', `no text ${key} in ${locale}`);
    return text;
  };
  const words: Words = (locale, { key, args, to }) => {
    const given = Object.entries(args ?? {});
    if (given.length > 0) {
      const inWords = Object.fromEntries(
        given.map(([name, it]) => [name, typeof it === 'object' ? words(locale, it) : it]),
      );
      return (
        filled(resources, locale, key, inWords, to) ?? translate(locale, key, { ...inWords, ...register(to) })
      );
    }
    const id = `${locale}\n${key}\n${to ?? ''}`;
    const known = plain.get(id) ?? translate(locale, key, register(to));
    plain.set(id, known);
    return known;
  };
  return words;
}

const PLACE = /\{\{(\w+)\}\}/g;
/** What only i18next can do: a formatted place, a reference to another text. */
const MORE = /\{\{(?!\w+\}\})|\$t\(/;

/** A text with nothing but places to be filled, by far the most, as i18next would give it; null where there is a count or
 * a reference to another text, or an argument is missing. */
function filled(
  resources: TextResources,
  locale: string,
  key: string,
  args: Readonly<Record<string, string | number>>,
  to: Said['to'],
): string | null {
  if ('count' in args) return null;
  const [namespace = '', name = ''] = key.split(':');
  const texts = [resources[locale]?.[namespace], resources[SOURCE_LOCALE]?.[namespace]];
  const names = to === undefined ? [name] : [`${name}_${to}`, name];
  const text = texts.flatMap((it) => names.map((one) => it?.[one])).find((it) => it !== undefined);
  if (typeof text !== 'string' || MORE.test(text)) return null;
  let isWhole = true;
  const put = text.replace(PLACE, (_place, place: string) => {
    isWhole &&= args[place] !== undefined;
    return String(args[place]);
  });
  return isWhole ? put : null;
}

/** i18next's context: `key_child` where there is one, else `key`. */
const register = (to: Said['to']): Record<string, string> => (to === undefined ? {} : { context: to });
