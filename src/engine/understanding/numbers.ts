/** Spanish number words, without accents. */
const UNITS: Readonly<Record<string, number>> = {
  cero: 0,
  un: 1,
  uno: 1,
  una: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
  trece: 13,
  catorce: 14,
  quince: 15,
  dieciseis: 16,
  diecisiete: 17,
  dieciocho: 18,
  diecinueve: 19,
  veinte: 20,
  veinti: 20,
  veintiun: 21,
  veintiuno: 21,
  veintiuna: 21,
  veintidos: 22,
  veintitres: 23,
  veinticuatro: 24,
  veinticinco: 25,
  veintiseis: 26,
  veintisiete: 27,
  veintiocho: 28,
  veintinueve: 29,
  treinta: 30,
  cuarenta: 40,
  cincuenta: 50,
  sesenta: 60,
  setenta: 70,
  ochenta: 80,
  noventa: 90,
}; // prettier-ignore

const HUNDREDS: Readonly<Record<string, number>> = {
  cien: 100,
  ciento: 100,
  doscientos: 200,
  doscientas: 200,
  trescientos: 300,
  trescientas: 300,
  cuatrocientos: 400,
  cuatrocientas: 400,
  quinientos: 500,
  quinientas: 500,
  seiscientos: 600,
  seiscientas: 600,
  setecientos: 700,
  setecientas: 700,
  ochocientos: 800,
  ochocientas: 800,
  novecientos: 900,
  novecientas: 900,
}; // prettier-ignore

export const NUMBER_WORDS: readonly string[] = [
  ...Object.keys(UNITS),
  ...Object.keys(HUNDREDS),
  'mil',
  'millon',
  'millones',
];

/** A number that starts at words[at]. */
export interface SpokenNumber {
  readonly value: number;
  /** How many words it took. */
  readonly length: number;
}

const MILLION = 1_000_000;

class Reader {
  total = 0;
  group = 0;
  length = 0;
  #last = Number.POSITIVE_INFINITY;

  /** Takes one word if it continues the number that was read so far. */
  take(word: string, next: string | undefined): boolean {
    const unit = UNITS[word];
    if (unit !== undefined) {
      if (this.#last <= 99 && !(this.#last >= 20 && this.#last % 10 === 0 && unit < 10)) return false;
      return this.#add(unit, this.#last <= 99 ? unit : Math.max(unit, 1));
    }
    const hundred = HUNDREDS[word];
    if (hundred !== undefined) return this.#last > 999 && this.#add(hundred, 100 + hundred);
    if (word === 'mil' || word === 'millon' || word === 'millones') return this.#multiply(word);
    return (word === 'y' || word === 'i') && this.#last >= 30 && this.#last <= 99 && this.#joins(next);
  }

  #joins(next: string | undefined): boolean {
    const unit = next === undefined ? undefined : UNITS[next];
    if (unit === undefined || unit > 9 || unit < 1) return false;
    this.length++;
    return true;
  }

  #add(value: number, last: number): boolean {
    this.group += value;
    this.#last = last;
    this.length++;
    return true;
  }

  #multiply(word: string): boolean {
    if (word === 'mil') {
      // "un millon doscientos mil": the thousands stand below the millions and come once.
      if (this.total % MILLION > 0) return false;
      this.total += Math.max(this.group, 1) * 1000;
    } else {
      if (this.total >= MILLION) return false;
      this.total = Math.max(this.total + this.group, 1) * MILLION;
    }
    if (this.total > 999_999_999) return false;
    this.group = 0;
    this.#last = Number.POSITIVE_INFINITY;
    this.length++;
    return true;
  }
}

/** Reads "veintitres", "cuarenta y cinco", "dos mil veintidos"; undefined when words[at] starts no number. */
export function spokenNumber(words: readonly string[], at: number): SpokenNumber | undefined {
  const reader = new Reader();
  for (let i = at; i < words.length; i++) if (!reader.take(words[i] ?? '', words[i + 1])) break;
  return reader.length === 0 ? undefined : { value: reader.total + reader.group, length: reader.length };
}

const ALL_NUMBER_WORDS = new Set(NUMBER_WORDS);

/** The words with every spoken number of two words or more, or from 11 on, written in digits. */
export function digitsFor(words: readonly string[]): readonly string[] {
  if (!words.some((word) => ALL_NUMBER_WORDS.has(word))) return words;
  const result: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const scales = /^(?:mil|millon|millones)$/.test(words[i] ?? '') && /^\d/.test(words[i - 1] ?? '');
    const number = scales ? undefined : spokenNumber(words, i);
    if (number && (number.value > 10 || number.length > 1)) {
      result.push(String(number.value));
      i += number.length - 1;
    } else {
      result.push(words[i] ?? '');
    }
  }
  return result;
}
