import type { HttpRequest } from '../ports/http.js';
import { Problem } from '../problem.js';

/** Texts of the page (locales/<tag>/web.json) by locale. */
export type PageTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The page's words in one locale. */
export interface Words {
  readonly locale: string;
  /** @throws Problem `text_missing`. */
  readonly say: (key: string) => string;
  readonly all: Readonly<Record<string, string>>;
}

/** What a person may write into the address for a locale. */
const NAMES: Readonly<Record<string, string>> = { es: 'es-CO', facil: 'es-CO-x-facil', en: 'en' };
export const LANG_OF: Readonly<Record<string, string>> = {
  'es-CO': 'es',
  'es-CO-x-facil': 'facil',
  en: 'en',
};

/** The locale of a page: as the address says, else as the browser asks, else the default. */
export function wordsFor(texts: PageTexts, request: HttpRequest, fallback: string, named?: string): Words {
  const wish = NAMES[named ?? request.query.get('lang') ?? ''];
  const english = /^en\b/.test(request.headers['accept-language'] ?? '');
  const locale = [wish, english ? 'en' : undefined, fallback].find((it) => it !== undefined && it in texts);
  const all = texts[locale ?? ''] ?? {};
  const say = (key: string): string => {
    const text = all[key];
    if (text === undefined) throw new Problem('text_missing', `no text web:${key} in ${locale}`);
    return text;
  };
  return { locale: locale ?? fallback, say, all };
}

/** BCP 47 tag for `<html lang>`: assistive software does not know the private part. */
export const langTag = (locale: string): string => locale.replace(/-x-.*$/, '');
