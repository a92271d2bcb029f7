import { MongoError } from '../errors.js';
import { endOfCString, endOfValue, lengthPrefixed, stringEnd } from './extent.js';
import { invalid } from './invalid.js';
import { readText } from './read-text.js';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  type Doc,
  Double,
  MAX_KEY,
  MIN_KEY,
  ObjectId,
  RawElement,
  Regex,
  Sym,
  T,
  Timestamp,
  UNDEFINED,
  UtcDate,
  type Value,
} from './value.js';

/** Deepest nesting a document may have, as in MongoDB. */
const MAX_DEPTH = 180;

const readBinary = (buffer: Buffer, at: number, end: number): Binary => {
  const subtype = buffer[at + 4] as number;
  if (subtype !== 2) return new Binary(subtype, buffer.subarray(at + 5, end));
  if (end - at < 9 || buffer.readInt32LE(at + 5) !== end - at - 9) throw invalid('bad old binary length');
  return new Binary(2, buffer.subarray(at + 9, end));
};

const readCodeWithScope = (buffer: Buffer, at: number, end: number, depth: number): Code => {
  const codeEnd = stringEnd(buffer, at + 4, end);
  const scopeEnd = lengthPrefixed(buffer, codeEnd, end, 5, 0);
  if (scopeEnd !== end) throw invalid('bad code with scope length');
  return new Code(readText(buffer, at + 8, codeEnd - 1), readDoc(buffer, codeEnd, end, depth + 1));
};

const readBool = (byte: number | undefined): boolean => {
  if (byte !== 0 && byte !== 1) throw invalid('bad boolean');
  return byte === 1;
};

const readRegex = (buffer: Buffer, at: number, limit: number): Regex => {
  const middle = endOfCString(buffer, at, limit);
  const end = endOfCString(buffer, middle + 1, limit);
  // BSON wants the flags in the order of the alphabet.
  const flags = [...readText(buffer, middle + 1, end)].sort().join('');
  return new Regex(readText(buffer, at, middle), flags);
};

/** Reads one value whose extent is known. */
const readValue = (buffer: Buffer, type: number, at: number, end: number, depth: number): Value => {
  switch (type) {
    case T.double:
      return new Double(buffer.readDoubleLE(at));
    case T.string:
      return readText(buffer, at + 4, end - 1);
    case T.object:
      return readDoc(buffer, at, end, depth + 1);
    case T.array:
      return readArray(buffer, at, end, depth + 1);
    case T.binary:
      return readBinary(buffer, at, end);
    case T.undefined:
      return UNDEFINED;
    case T.objectId:
      return new ObjectId(buffer.subarray(at, end));
    case T.bool:
      return readBool(buffer[at]);
    case T.date:
      return new UtcDate(buffer.readBigInt64LE(at));
    case T.null:
      return null;
    case T.regex:
      return readRegex(buffer, at, end);
    case T.dbPointer:
      return new DbPointer(readText(buffer, at + 4, end - 13), buffer.subarray(end - 12, end));
    case T.code:
      return new Code(readText(buffer, at + 4, end - 1), undefined);
    case T.symbol:
      return new Sym(readText(buffer, at + 4, end - 1));
    case T.codeWithScope:
      return readCodeWithScope(buffer, at, end, depth);
    case T.int:
      return buffer.readInt32LE(at);
    case T.timestamp:
      return new Timestamp(buffer.readBigUInt64LE(at));
    case T.long:
      return buffer.readBigInt64LE(at);
    case T.decimal:
      return new Decimal(buffer.subarray(at, end));
    case T.minKey:
      return MIN_KEY;
    default:
      return MAX_KEY;
  }
};

type Visit = (name: string, type: number, at: number, end: number) => void;

/** Calls `visit` for each element of the document in `buffer[start, end)`. Throws InvalidBSON. */
export const eachElement = (buffer: Buffer, start: number, end: number, visit: Visit): void => {
  if (end - start < 5 || buffer.readInt32LE(start) !== end - start || buffer[end - 1] !== 0) {
    throw invalid('bad document length');
  }
  const limit = end - 1;
  let at = start + 4;
  while (at < limit) {
    const type = buffer[at] as number;
    const nameEnd = endOfCString(buffer, at + 1, limit);
    const valueEnd = endOfValue(buffer, type, nameEnd + 1, limit);
    visit(readText(buffer, at + 1, nameEnd), type, nameEnd + 1, valueEnd);
    at = valueEnd;
  }
};

const readDoc = (buffer: Buffer, start: number, end: number, depth: number): Doc => {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'BSON nesting exceeds 180 levels');
  const doc: Doc = new Map();
  eachElement(buffer, start, end, (name, type, at, valueEnd) => {
    doc.set(name, readValue(buffer, type, at, valueEnd, depth));
  });
  return doc;
};

const readArray = (buffer: Buffer, start: number, end: number, depth: number): Value[] => {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'BSON nesting exceeds 180 levels');
  const values: Value[] = [];
  eachElement(buffer, start, end, (_name, type, at, valueEnd) => {
    values.push(readValue(buffer, type, at, valueEnd, depth));
  });
  return values;
};

/** The whole document. Byte fields share `raw`'s memory. Throws InvalidBSON. */
export const decode = (raw: Buffer): Doc => readDoc(raw, 0, raw.length, 1);

/** Reads only the top-level fields in `wanted`; the others stay as the bytes they came in. */
export const decodeFields = (raw: Buffer, wanted: ReadonlySet<string>): Doc => {
  const doc: Doc = new Map();
  eachElement(raw, 0, raw.length, (name, type, at, end) => {
    doc.set(
      name,
      wanted.has(name) ? readValue(raw, type, at, end, 1) : new RawElement(type, raw.subarray(at, end)),
    );
  });
  return doc;
};

/** Reads only the top-level fields in `wanted`; the others are left out. */
export const pickFields = (raw: Buffer, wanted: ReadonlySet<string>): Doc => {
  const doc: Doc = new Map();
  eachElement(raw, 0, raw.length, (name, type, at, end) => {
    if (wanted.has(name)) doc.set(name, readValue(raw, type, at, end, 1));
  });
  return doc;
};

/** Reads a value that was left raw; any other value comes back as it is. */
export const settle = (value: Value): Value =>
  value instanceof RawElement ? readValue(value.bytes, value.type, 0, value.bytes.length, 1) : value;

/** One top-level value, or undefined. */
export const fieldOf = (raw: Buffer, wanted: string): Value | undefined => {
  let found: Value | undefined;
  eachElement(raw, 0, raw.length, (name, type, at, end) => {
    if (found === undefined && name === wanted) found = readValue(raw, type, at, end, 1);
  });
  return found;
};
