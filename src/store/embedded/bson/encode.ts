import { MongoError } from '../errors.js';
import {
  Binary,
  Code,
  DbPointer,
  Decimal,
  type Doc,
  Double,
  ObjectId,
  RawElement,
  Regex,
  Sym,
  T,
  Timestamp,
  typeOf,
  UtcDate,
  type Value,
} from './value.js';

/** One writer, grown as needed: the store is single-threaded and a document is written in one go. */
let buffer = Buffer.allocUnsafe(64 * 1024);
let at = 0;

const reserve = (bytes: number): void => {
  if (at + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
  buffer.copy(larger, 0, 0, at);
  buffer = larger;
};

const writeText = (text: string): void => {
  reserve(text.length * 3 + 1);
  if (text.length < 24) {
    const start = at;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) {
        at = start + buffer.write(text, start, 'utf8');
        return;
      }
      buffer[at++] = unit;
    }
    return;
  }
  at += buffer.write(text, at, 'utf8');
};

const writeName = (name: string): void => {
  if (name.includes('\0'))
    throw new MongoError('BadValue', 'field names and patterns cannot contain a null byte');
  writeText(name);
  reserve(1);
  buffer[at++] = 0;
};

const writeInt = (value: number): void => {
  reserve(4);
  at = buffer.writeInt32LE(value, at);
};

const writeBytes = (bytes: Buffer): void => {
  reserve(bytes.length);
  bytes.copy(buffer, at);
  at += bytes.length;
};

const writeString = (text: string): void => {
  const start = at;
  writeInt(0);
  writeText(text);
  reserve(1);
  buffer[at++] = 0;
  buffer.writeInt32LE(at - start - 4, start);
};

const writeBinary = (value: Binary): void => {
  const old = value.subtype === 2;
  writeInt(value.bytes.length + (old ? 4 : 0));
  reserve(1);
  buffer[at++] = value.subtype;
  if (old) writeInt(value.bytes.length);
  writeBytes(value.bytes);
};

const writeCode = (value: Code): void => {
  if (!value.scope) return writeString(value.code);
  const start = at;
  writeInt(0);
  writeString(value.code);
  writeDoc(value.scope);
  buffer.writeInt32LE(at - start, start);
};

const writeLong = (value: bigint): void => {
  reserve(8);
  at = buffer.writeBigInt64LE(value, at);
};

const writeObject = (value: Value): void => {
  if (value === null) return;
  if (value instanceof Map) writeDoc(value);
  else if (Array.isArray(value)) writeArray(value);
  else if (value instanceof ObjectId || value instanceof Decimal || value instanceof RawElement) {
    writeBytes(value.bytes);
  } else if (value instanceof UtcDate) writeLong(value.ms);
  else if (value instanceof Double) {
    reserve(8);
    at = buffer.writeDoubleLE(value.value, at);
  } else if (value instanceof Binary) writeBinary(value);
  else if (value instanceof Regex) {
    writeName(value.pattern);
    writeName(value.flags);
  } else if (value instanceof Timestamp) {
    reserve(8);
    at = buffer.writeBigUInt64LE(value.value, at);
  } else if (value instanceof Code) writeCode(value);
  else if (value instanceof Sym) writeString(value.value);
  else if (value instanceof DbPointer) {
    writeString(value.namespace);
    writeBytes(value.id);
  }
};

const writeElement = (name: string, value: Value): void => {
  reserve(1);
  buffer[at++] = typeOf(value);
  writeName(name);
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeInt(value);
    case 'bigint':
      return writeLong(value);
    case 'boolean':
      reserve(1);
      buffer[at++] = value ? 1 : 0;
      return;
    default:
      return writeObject(value);
  }
};

const writeDoc = (doc: Doc): void => {
  const start = at;
  writeInt(0);
  for (const [name, value] of doc) writeElement(name, value);
  reserve(1);
  buffer[at++] = 0;
  buffer.writeInt32LE(at - start, start);
};

const writeArray = (values: readonly Value[]): void => {
  const start = at;
  writeInt(0);
  for (let index = 0; index < values.length; index++) writeElement(String(index), values[index] as Value);
  reserve(1);
  buffer[at++] = 0;
  buffer.writeInt32LE(at - start, start);
};

/** The document as BSON bytes of its own. */
export const encode = (doc: Doc): Buffer => {
  at = 0;
  writeDoc(doc);
  return Buffer.from(buffer.subarray(0, at));
};

/** An element from raw documents already in BSON, as an array: what a cursor's batch is. */
export const rawArray = (documents: readonly Buffer[]): RawElement => {
  at = 0;
  writeInt(0);
  for (let index = 0; index < documents.length; index++) {
    reserve(1);
    buffer[at++] = T.object;
    writeName(String(index));
    writeBytes(documents[index] as Buffer);
  }
  reserve(1);
  buffer[at++] = 0;
  buffer.writeInt32LE(at, 0);
  return new RawElement(T.array, Buffer.from(buffer.subarray(0, at)));
};

export const rawDocument = (document: Buffer): RawElement => new RawElement(T.object, document);
