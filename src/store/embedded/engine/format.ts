import { Problem } from '../../../problem.js';
import { decode } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, type Value } from '../bson/value.js';
import type { Journal } from '../kv/journal.js';
import { FORMAT_KEY } from './keys.js';

/** Turns a store of version `from` into one of `from + 1`. A kill in the middle of it must leave it repeatable. */
export interface Migration {
  readonly from: number;
  readonly run: (journal: Journal) => Promise<void>;
}

/** The on-disk format of this program: how rows are keyed (keys.ts, bson/key.ts) and what they hold. */
export const FORMAT_VERSION = 1;

/** Every step from an older format to the present one, in order. */
const MIGRATIONS: readonly Migration[] = [];

export interface Format {
  readonly version: number;
  /** The next id that no collection or index has had. */
  readonly nextId: number;
}

export const writeFormat = (journal: Journal, format: Format): void => {
  const entry: Doc = new Map<string, Value>(Object.entries(format));
  journal.put(FORMAT_KEY, encode(entry));
};

const readStored = (journal: Journal): Format | undefined => {
  const stored = journal.get(FORMAT_KEY);
  if (!stored) return undefined;
  const doc = decode(stored);
  const [version, nextId] = [doc.get('version'), doc.get('nextId')];
  if (!isNumeric(version) || !isNumeric(nextId))
    throw new Problem('store.format', 'The store cannot be read.');
  return { version: toNumber(version), nextId: toNumber(nextId) };
};

/**
 * The format of an opened store, made where it is new and brought up to date where it is older.
 * Throws Problem store.format when a newer program wrote it.
 */
export const openFormat = async (
  journal: Journal,
  migrations: readonly Migration[] = MIGRATIONS,
  target = FORMAT_VERSION,
): Promise<Format> => {
  let format = readStored(journal);
  if (!format) {
    format = { version: target, nextId: 1 };
    writeFormat(journal, format);
    return format;
  }
  while (format.version < target) {
    const version: number = format.version;
    const step = migrations.find((migration) => migration.from === version);
    if (!step) break;
    await step.run(journal);
    format = { version: version + 1, nextId: format.nextId };
    writeFormat(journal, format);
    await journal.durable();
  }
  if (format.version === target) return format;
  throw new Problem('store.format', 'The store was written by another version of this program.', {
    details: { found: format.version, known: target },
  });
};
