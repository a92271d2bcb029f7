import { invalid } from './invalid.js';
import { T } from './value.js';

/** Where the zero is that ends a name. Throws InvalidBSON. */
export const endOfCString = (buffer: Buffer, start: number, limit: number): number => {
  let at = start;
  while (at < limit && buffer[at] !== 0) at++;
  if (at >= limit) throw invalid('unterminated name');
  return at;
};

/** Where a string ends, its length before it and a zero behind it. Throws InvalidBSON. */
export const stringEnd = (buffer: Buffer, at: number, limit: number): number => {
  if (at + 4 > limit) throw invalid('truncated string');
  const length = buffer.readInt32LE(at);
  const end = at + 4 + length;
  if (length < 1 || end > limit || buffer[end - 1] !== 0) throw invalid('bad string length');
  return end;
};

/** Where a value ends that begins with its length: at least `least`, and `extra` bytes that it does not count. Throws
 * InvalidBSON. */
export const lengthPrefixed = (
  buffer: Buffer,
  at: number,
  limit: number,
  least: number,
  extra: number,
): number => {
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
