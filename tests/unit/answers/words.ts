import { readFileSync } from 'node:fs';
import type { Said } from '../../../src/domain/message.js';

/** Puts Said into words with nothing but the locale file: each key must exist and each argument be given. */
export function words(locale: 'es-CO' | 'es-CO-x-facil'): (said: Said) => string {
  const texts = JSON.parse(readFileSync(`locales/${locale}/indicator.json`, 'utf8')) as Record<
    string,
    string
  >;
  const say = (said: Said): string => {
    const name = said.key.replace(/^indicator:/, '');
    const count = said.args?.count;
    const form = typeof count === 'number' ? `_${new Intl.PluralRules(locale).select(count)}` : '';
    const text = texts[name + form];
    if (text === undefined) throw new Error(`no text ${said.key}${form} in ${locale}`);
    const line = text.replace(/\{\{(\w+)\}\}/g, (_, arg: string) => {
      const value = said.args?.[arg];
      if (value === undefined) throw new Error(`${said.key} lacks the argument ${arg}`);
      return typeof value === 'object' ? say(value) : String(value);
    });
    const options = (said.options ?? []).map((option, index) => {
      const label = option.label ?? say({ key: option.key ?? '' });
      return `${index + 1}. ${label}`;
    });
    return [line, ...(said.lines ?? []).map(say), ...options].join('\n');
  };
  return say;
}
