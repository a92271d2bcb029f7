/** Languages that workbooks write without a code. */
const BY_NAME = new Map([
  ['español', 'es'],
  ['espanol', 'es'],
  ['castellano', 'es'],
  ['spanish', 'es'],
  ['inglés', 'en'],
  ['ingles', 'en'],
  ['english', 'en'],
]);

/** The BCP 47 tag of `Español (es)`, `es-CO` or `English`; null when no tag can be told (xlsform.org, multiple
 * language support). */
export function languageTag(text: string): string | null {
  const name = text.trim();
  const inParentheses = /\(([^()]+)\)\s*$/.exec(name)?.[1]?.trim();
  const tag =
    inParentheses ?? BY_NAME.get(name.toLowerCase()) ?? (/^[a-z]{2,3}(-|$)/i.test(name) ? name : '');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}
