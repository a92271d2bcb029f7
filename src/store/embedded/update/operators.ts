import { compareValues } from '../bson/compare.js';
import { addStrict, isNumeric, multiplyStrict, type Numeric, toInteger, toNumber } from '../bson/number.js';
import { show } from '../bson/show.js';
import { Double, isDoc, Timestamp, typeName, UtcDate, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { type ArrayChange, parseAddToSet, parsePop, parsePull, parsePullAll, parsePush } from './array.js';

/** What a field update sees beside the old value. */
export interface UpdateTime {
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What messages name the document by. */
export interface Whose {
  readonly id: Value | undefined;
}

const named = ({ id }: Whose): string => (id === undefined ? '{}' : `{_id: ${show(id)}}`);

/** The new value; `keep` leaves the field as it is. */
export type Change = (
  old: Value | undefined,
  path: string,
  context: UpdateTime & Whose,
) => Value | typeof KEEP;
export const KEEP = Symbol('keep');

type Parse = (value: Value, path: string, variables: ReadonlyMap<string, Value>) => Change;

const numeric = (operator: string, value: Value, path: string): Numeric => {
  if (isNumeric(value)) return value;
  const verb = operator === '$inc' ? 'increment' : 'multiply';
  throw new MongoError('TypeMismatch', `Cannot ${verb} with non-numeric argument: {${path}: ${show(value)}}`);
};

type Arithmetic = (a: Numeric, b: Numeric) => Numeric | undefined;

const arithmetic =
  (operator: string, calculate: Arithmetic, missing: (operand: Numeric) => Numeric): Parse =>
  (value, path) => {
    const operand = numeric(operator, value, path);
    return (old, _path, context) => {
      if (old === undefined) return missing(operand);
      if (!isNumeric(old)) {
        const field = path.slice(path.lastIndexOf('.') + 1);
        throw new MongoError(
          'TypeMismatch',
          `Cannot apply ${operator} to a value of non-numeric type. ${named(context)} has the field '${field}' of non-numeric type ${typeName(old)}`,
        );
      }
      const result = calculate(old, operand);
      if (result === undefined) {
        throw new MongoError(
          'BadValue',
          `Failed to apply ${operator} operations to current value (${show(old)})`,
        );
      }
      return result;
    };
  };

/** The zero of an operand's type, which `$mul` gives to a missing field. */
const zeroLike = (operand: Numeric): Numeric => {
  if (operand instanceof Double) return new Double(0);
  return multiplyStrict(operand, 0) ?? operand;
};

const extreme =
  (wins: (difference: number) => boolean): Parse =>
  (value) =>
  (old) =>
    old === undefined || wins(compareValues(value, old)) ? value : KEEP;

const currentDate: Parse = (value) => {
  const kind = isDoc(value) ? value.get('$type') : value === true || value === false ? 'date' : undefined;
  if (kind === 'date') return (_old, _path, { now }) => new UtcDate(BigInt(now));
  if (kind === 'timestamp') {
    return (_old, _path, { now }) => new Timestamp((BigInt(Math.floor(now / 1000)) << 32n) | 1n);
  }
  throw new MongoError(
    'BadValue',
    `${typeName(value)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
  );
};

const array =
  (operator: string, parse: (value: Value, variables: ReadonlyMap<string, Value>) => ArrayChange): Parse =>
  (value, _path, variables) => {
    const change = parse(value, variables);
    return (old, path, context) => {
      if (old !== undefined && !Array.isArray(old)) throw notAnArray(operator, path, old, context);
      return change(old) ?? KEEP;
    };
  };

const notAnArray = (operator: string, path: string, old: Value, context: Whose): MongoError => {
  if (operator === '$push') {
    return new MongoError(
      'BadValue',
      `The field '${path}' must be an array but is of type ${typeName(old)} in document ${named(context)}`,
    );
  }
  if (operator === '$pop') {
    return new MongoError(
      'TypeMismatch',
      `Path '${path}' contains an element of non-array type '${typeName(old)}'`,
    );
  }
  return new MongoError(
    'BadValue',
    `Cannot apply ${operator} to non-array field. Field named '${path}' has non-array type ${typeName(old)}`,
  );
};

type Bits = (a: bigint, b: bigint) => bigint;

const BIT: Readonly<Record<string, Bits>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const whole = (value: Value | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

const bit: Parse = (value) => {
  if (!isDoc(value) || value.size === 0) {
    throw new MongoError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(value)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  for (const [name, operand] of value) {
    if (!Object.hasOwn(BIT, name))
      throw new MongoError(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(operand)}}`,
      );
    if (!whole(operand))
      throw new MongoError(
        'BadValue',
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(operand)}' is not supported here: {${name}: ${show(operand)}}`,
      );
  }
  return (old, path, context) => {
    if (old !== undefined && !whole(old)) {
      throw new MongoError(
        'BadValue',
        `Cannot apply $bit to a value of non-integral type. ${named(context)} has the field ${path} of non-integer type ${typeName(old)}`,
      );
    }
    let wide = typeof old === 'bigint';
    let bits = BigInt(old ?? 0);
    for (const [name, operand] of value) {
      wide ||= typeof operand === 'bigint';
      bits = (BIT[name] as Bits)(bits, toInteger(operand as Numeric) as bigint);
    }
    return wide ? BigInt.asIntN(64, bits) : toNumber(BigInt.asIntN(32, bits));
  };
};

/** How each operator turns an old value into a new one. $unset, $rename and $setOnInsert are the caller's. */
export const OPERATORS: Readonly<Record<string, Parse>> = {
  $set: (value) => () => value,
  $setOnInsert: (value) => () => value,
  $inc: arithmetic('$inc', addStrict, (operand) => operand),
  $mul: arithmetic('$mul', multiplyStrict, zeroLike),
  $min: extreme((difference) => difference < 0),
  $max: extreme((difference) => difference > 0),
  $currentDate: currentDate,
  $push: array('$push', parsePush),
  $addToSet: array('$addToSet', parseAddToSet),
  $pop: array('$pop', parsePop),
  $pull: array('$pull', parsePull),
  $pullAll: array('$pullAll', parsePullAll),
  $bit: bit,
};
