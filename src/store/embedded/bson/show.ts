import { formatNumber, isNumeric } from './number.js';
import {
  Binary,
  Decimal,
  type Doc,
  Double,
  isDoc,
  ObjectId,
  Regex,
  Sym,
  Timestamp,
  typeName,
  UtcDate,
  type Value,
} from './value.js';

const showDouble = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);

/** A value as MongoDB's error messages print it: `{ a: "x", b: 1.0 }`. */
export const show = (value: Value): string => {
  if (typeof value === 'string') return `"${value}"`;
  if (value instanceof Double) return showDouble(value.value);
  if (value instanceof Decimal) return formatNumber(value);
  if (isNumeric(value) || typeof value === 'boolean' || value === null) return String(value);
  if (isDoc(value)) return showDoc(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(show).join(', ')} ]`;
  if (value instanceof ObjectId) return `ObjectId('${value.bytes.toString('hex')}')`;
  if (value instanceof UtcDate) return `new Date(${value.ms})`;
  if (value instanceof Regex) return `/${value.pattern}/${value.flags}`;
  if (value instanceof Binary)
    return `BinData(${value.subtype}, ${value.bytes.toString('hex').toUpperCase()})`;
  if (value instanceof Timestamp) return `Timestamp(${value.value >> 32n}, ${value.value & 0xffffffffn})`;
  if (value instanceof Sym) return `"${value.value}"`;
  return typeName(value);
};

const showDoc = (doc: Doc): string =>
  doc.size === 0 ? '{}' : `{ ${[...doc].map(([name, value]) => `${name}: ${show(value)}`).join(', ')} }`;
