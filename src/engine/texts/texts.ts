import { createInstance, type i18n } from 'i18next';
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
  const label: Texts['label'] = (locale, option, to) =>
    option.label ?? translate(engine, locale, option.key ?? '', register(to));
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
        .map((line) => words(engine, locale, { to: said.to, ...line } as Said))
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

/** Arguments that are texts themselves are put into words first. */
function words(engine: i18n, locale: string, said: Said): string {
  const args: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(said.args ?? {})) {
    args[name] = typeof value === 'object' ? words(engine, locale, value) : value;
  }
  return translate(engine, locale, said.key, { ...args, ...register(said.to) });
}

/** i18next's context: `key_child` where there is one, else `key`. */
const register = (to: Said['to']): Record<string, string> => (to === undefined ? {} : { context: to });

function translate(
  engine: i18n,
  locale: string,
  key: string,
  args: Readonly<Record<string, unknown>>,
): string {
  const text = engine.getFixedT(locale)(key, args as Record<string, string>) as string;
  const [, name] = key.split(':');
  if (text === key || text === name) throw new Problem('text_missing', `no text ${key} in ${locale}`);
  return text;
}
