import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  decimalParts,
  formatDecimal,
  parseDecimal,
  toDecimal,
} from '../../src/store/embedded/bson/decimal.js';
import { decode } from '../../src/store/embedded/bson/decode.js';
import { encode } from '../../src/store/embedded/bson/encode.js';
import { Decimal } from '../../src/store/embedded/bson/value.js';
import { skipped } from '../support/skipped.js';

const FOLDER = resolve('../shared/third_party/mongodb-specifications/bson-corpus');

interface Corpus {
  readonly description: string;
  readonly bson_type: string;
  readonly test_key?: string;
  readonly valid?: readonly {
    readonly description: string;
    readonly canonical_bson: string;
    readonly degenerate_bson?: string;
    readonly canonical_extjson: string;
    readonly lossy?: boolean;
  }[];
  readonly decodeErrors?: readonly { readonly description: string; readonly bson: string }[];
  readonly parseErrors?: readonly unknown[];
}

const hex = (raw: Buffer): string => raw.toString('hex').toUpperCase();
const again = (text: string): string => hex(encode(decode(Buffer.from(text, 'hex'))));

const load = (name: string): Corpus => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Corpus;

const runDecimals = (corpus: Corpus): void => {
  test.each([...(corpus.valid ?? [])])('decimal $description', (one) => {
    const text = JSON.parse(one.canonical_extjson)[corpus.test_key as string].$numberDecimal as string;
    const value = decode(Buffer.from(one.canonical_bson, 'hex')).get(corpus.test_key as string) as Decimal;
    if (text !== 'NaN') expect(formatDecimal(decimalParts(value))).toBe(text);
    const parsed = parseDecimal(text);
    if (parsed && text !== 'NaN' && !one.lossy) expect(hex(toDecimal(parsed).bytes)).toBe(hex(value.bytes));
  });
};

const run = (corpus: Corpus): void => {
  describe(`BSON corpus: ${corpus.description}`, () => {
    for (const one of corpus.valid ?? []) {
      test(`round trip: ${one.description}`, () => {
        expect(again(one.canonical_bson)).toBe(one.canonical_bson.toUpperCase());
        if (one.degenerate_bson) expect(again(one.degenerate_bson)).toBe(one.canonical_bson.toUpperCase());
      });
    }
    for (const one of corpus.decodeErrors ?? []) {
      test(`refused: ${one.description}`, () => {
        expect(() => decode(Buffer.from(one.bson, 'hex'))).toThrow();
      });
    }
    if (corpus.bson_type === '0x13' && corpus.valid) runDecimals(corpus);
  });
};

if (existsSync(FOLDER)) {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const parse = files.reduce((sum, name) => sum + (load(name).parseErrors?.length ?? 0), 0);
  process.stdout.write(
    `BSON corpus: ${parse} cases about parsing Extended JSON do not concern the store's reader\n`,
  );
  for (const name of files) run(load(name));
} else {
  skipped('BSON corpus', 'the folder of the specifications is not here');
}
