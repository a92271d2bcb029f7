/**
 * BSON values as this store holds them. Every number keeps its type: an int32 is a JavaScript number, an int64 a
 * bigint, a double a `Double`, a decimal a `Decimal`. A document is a Map, because a plain object would reorder
 * numeric keys. Source of the types: https://bsonspec.org/spec.html, version 1.1.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Double
  | Decimal
  | UtcDate
  | ObjectId
  | Binary
  | Regex
  | Timestamp
  | Code
  | Sym
  | DbPointer
  | Singleton
  | RawElement
  | Value[]
  | Doc;

export type Doc = Map<string, Value>;

export class Double {
  constructor(readonly value: number) {}
}

/** Decimal128 in its sixteen little-endian bytes (IEEE 754-2008, binary integer decimal). */
export class Decimal {
  constructor(readonly bytes: Buffer) {}
}

/** Milliseconds since the epoch; a bigint because BSON allows more than a JavaScript Date. */
export class UtcDate {
  constructor(readonly ms: bigint) {}
}

export class ObjectId {
  constructor(readonly bytes: Buffer) {}
}

export class Binary {
  constructor(
    readonly subtype: number,
    readonly bytes: Buffer,
  ) {}
}

export class Regex {
  constructor(
    readonly pattern: string,
    readonly flags: string,
  ) {}
}

/** Unsigned 64 bits: seconds in the high half, increment in the low half. */
export class Timestamp {
  constructor(readonly value: bigint) {}
}

export class Code {
  constructor(
    readonly code: string,
    readonly scope: Doc | undefined,
  ) {}
}

/** The deprecated symbol type. */
export class Sym {
  constructor(readonly value: string) {}
}

/** The deprecated DBPointer type. */
export class DbPointer {
  constructor(
    readonly namespace: string,
    readonly id: Buffer,
  ) {}
}

/** MinKey, MaxKey and the deprecated undefined: types with one value. */
export class Singleton {
  constructor(readonly type: number) {}
}

export const MIN_KEY = new Singleton(0xff);
export const MAX_KEY = new Singleton(0x7f);
export const UNDEFINED = new Singleton(0x06);

/** A value that nobody looked at: its type byte and the bytes it came in, copied as they are when written again. */
export class RawElement {
  constructor(
    readonly type: number,
    readonly bytes: Buffer,
  ) {}
}

export const isDoc = (value: Value | undefined): value is Doc => value instanceof Map;

/** Type numbers of BSON elements. */
export const T = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binary: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  code: 13,
  symbol: 14,
  codeWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: 0xff,
  maxKey: 0x7f,
} as const;

/** The BSON type number of a value. */
export const typeOf = (value: Value): number => {
  switch (typeof value) {
    case 'string':
      return T.string;
    case 'number':
      return T.int;
    case 'bigint':
      return T.long;
    case 'boolean':
      return T.bool;
    default:
  }
  if (value === null) return T.null;
  if (value instanceof Map) return T.object;
  if (Array.isArray(value)) return T.array;
  if (value instanceof ObjectId) return T.objectId;
  if (value instanceof Double) return T.double;
  if (value instanceof UtcDate) return T.date;
  if (value instanceof Decimal) return T.decimal;
  if (value instanceof Binary) return T.binary;
  if (value instanceof Regex) return T.regex;
  if (value instanceof Timestamp) return T.timestamp;
  if (value instanceof Sym) return T.symbol;
  if (value instanceof DbPointer) return T.dbPointer;
  if (value instanceof Code) return value.scope ? T.codeWithScope : T.code;
  return (value as Singleton | RawElement).type;
};

/** The name `$type` and error messages use. */
export const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  255: 'minKey',
  127: 'maxKey',
};

export const typeName = (value: Value | undefined): string =>
  value === undefined ? 'missing' : (TYPE_NAMES[typeOf(value)] ?? 'unknown');
