import { MongoError } from '../errors.js';
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

const invalid = (reason: string): MongoError => new MongoError('InvalidBSON', `invalid BSON: ${reason}`);

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads UTF-8; short ASCII, which names are, is read without a call into the runtime. */
const readText = (buffer: Buffer, start: number, end: number): string => {
  if (end - start < 24) {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = buffer[at] as number;
      if (byte > 127) return decodeUtf8(buffer, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decodeUtf8(buffer, start, end);
};

const decodeUtf8 = (buffer: Buffer, start: number, end: number): string => {
  const text = buffer.toString('utf8', start, end);
  if (!text.includes('\ufffd')) return text;
  try {
    return textDecoder.decode(buffer.subarray(start, end));
  } catch {
    throw invalid('text is not UTF-8');
  }
};

const endOfCString = (buffer: Buffer, start: number, limit: number): number => {
  let at = start;
  while (at < limit && buffer[at] !== 0) at++;
  if (at >= limit) throw invalid('unterminated name');
  return at;
};

const stringEnd = (buffer: Buffer, at: number, limit: number): number => {
  if (at + 4 > limit) throw invalid('truncated string');
  const length = buffer.readInt32LE(at);
  const end = at + 4 + length;
  if (length < 1 || end > limit || buffer[end - 1] !== 0) throw invalid('bad string length');
  return end;
};

const lengthPrefixed = (buffer: Buffer, at: number, limit: number, least: number, extra: number): number => {
  if (at + 4 > limit) throw invalid('truncated length');
  const length = buffer.readInt32LE(at);
  const end = at + length + extra;
  if (length < least || end > limit) throw invalid('bad length');
  return end;
};

/** Where the value of `type` that starts at `at` ends. Throws InvalidBSON. */
export const endOfValue = (buffer: Buffer, type: number, at: number, limit: number): number => {
  const end = rawEnd(buffer, type, at, limit);
  if (end > limit) throw invalid('value runs past its document');
  return end;
};

const rawEnd = (buffer: Buffer, type: number, at: number, limit: number): number => {
  switch (type) {
    case T.double:
    case T.date:
    case T.timestamp:
    case T.long:
      return at + 8;
    case T.int:
      return at + 4;
    case T.bool:
      return at + 1;
    case T.null:
    case T.undefined:
    case T.minKey:
    case T.maxKey:
      return at;
    case T.objectId:
      return at + 12;
    case T.decimal:
      return at + 16;
    case T.string:
    case T.code:
    case T.symbol:
      return stringEnd(buffer, at, limit);
    case T.object:
    case T.array:
      return lengthPrefixed(buffer, at, limit, 5, 0);
    case T.binary:
      return lengthPrefixed(buffer, at, limit, 0, 5);
    case T.regex:
      return endOfCString(buffer, endOfCString(buffer, at, limit) + 1, limit) + 1;
    case T.dbPointer:
      return stringEnd(buffer, at, limit) + 12;
    case T.codeWithScope:
      return lengthPrefixed(buffer, at, limit, 14, 0);
    default:
      throw invalid(`unknown type ${type}`);
  }
};

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
