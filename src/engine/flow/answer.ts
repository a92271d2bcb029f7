import type { OfferedOption } from './state.js';

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const ORDINALS = [
  'primer',
  'segund',
  'tercer',
  'cuart',
  'quint',
  'sext',
  'septim',
  'octav',
  'noven',
  'decim',
];

/** Index of the option meant by "2", "la segunda" or its words; null when none or several fit. */
export function chooseOption(text: string, labels: readonly string[]): number | null {
  const said = plain(text);
  const number = /^(?:la |el |opcion |numero )*(\d{1,2})$/.exec(said);
  if (number)
    return Number(number[1]) >= 1 && Number(number[1]) <= labels.length ? Number(number[1]) - 1 : null;
  const ordinal = ORDINALS.findIndex((stem) => new RegExp(`^(la |el )?${stem}[oa]?$`).test(said));
  if (ordinal >= 0) return ordinal < labels.length ? ordinal : null;
  const fits = labels.flatMap((label, index) => (said && plain(label).includes(said) ? [index] : []));
  return fits.length === 1 ? (fits[0] ?? null) : null;
}

/** true, false, or null when it is neither. */
export function readYesNo(text: string, options: readonly OfferedOption[]): boolean | null {
  const index = chooseOption(
    text,
    options.map((it) => it.label),
  );
  if (index !== null) return options[index]?.value === 'yes';
  const said = plain(text);
  if (/^(s+i+|claro|dale|bueno|ok|listo|hagale)\b/.test(said)) return true;
  if (/^(n+o+|nel|nop|nada)\b/.test(said)) return false;
  return null;
}
