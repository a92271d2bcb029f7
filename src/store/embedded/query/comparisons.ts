import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, Regex, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { parseBits, parseMod, parseSize, parseType } from './operators.js';
import { equality, leaf, negated, type Part } from './predicate.js';
import { inTest, listOf, orderTest, regexOperand, regexTest } from './value-tests.js';

/** An operator that compares what a path leads to with its operand; undefined for those that only go with another. */
export const comparison = (path: string, name: string, operand: Value, siblings: Doc): Part | undefined => {
  switch (name) {
    case '$eq':
      return equality(path, operand);
    case '$ne':
      if (operand instanceof Regex) throw new MongoError('BadValue', "Can't have regex as arg to $ne.");
      return negated(equality(path, operand));
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return leaf(path, orderTest(name, operand), name, operand);
    case '$in':
      return leaf(path, inTest(listOf(name, operand)), '$in', operand);
    case '$nin':
      return negated(leaf(path, inTest(listOf(name, operand)), 'other', operand));
    case '$exists':
      return existence(path, operand);
    case '$regex':
      return leaf(path, regexTest(regexOperand(operand, siblings)), 'other', operand);
    case '$options':
      if (!siblings.has('$regex')) throw new MongoError('BadValue', '$options needs a $regex');
      return undefined;
    default:
      return plainOperator(path, name, operand);
  }
};

const plainOperator = (path: string, name: string, operand: Value): Part | undefined => {
  switch (name) {
    case '$type':
      return leaf(path, parseType(operand), 'other', operand);
    case '$size':
      return leaf(path, parseSize(operand), 'other', operand, false);
    case '$mod':
      return leaf(path, parseMod(operand), 'other', operand);
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return leaf(path, parseBits(name, operand), 'other', operand);
    case '$comment':
      return undefined;
    default:
      throw new MongoError('BadValue', `unknown operator: ${name}`);
  }
};

const existence = (path: string, operand: Value): Part => {
  const wanted = isNumeric(operand) ? toNumber(operand) !== 0 : operand !== false && operand !== null;
  const exists = leaf(path, (value) => value !== undefined, 'other', operand, false);
  return wanted
    ? { ...exists, complete: true, conditions: [{ path, op: '$exists', operand: true }] }
    : negated(exists);
};
