import { isNumeric, toInteger } from '../../bson/number.js';
import { typeName, type Value } from '../../bson/value.js';
import { MongoError } from '../../errors.js';

/** The operand as an array. Throws `code` for anything else. */
export const arrayOf = (name: string, value: Value, code: number): Value[] => {
  if (!Array.isArray(value))
    throw new MongoError(
      code,
      `The argument to ${name} must be an array, but was of type: ${typeName(value)}`,
    );
  return value;
};

/** The operand as a whole number. Throws `code` for anything else. */
export const integerOf = (name: string, value: Value, code: number): number => {
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  if (whole === undefined)
    throw new MongoError(
      code,
      `${name} requires an integral argument, found a value of type: ${typeName(value)}`,
    );
  return Number(whole);
};
