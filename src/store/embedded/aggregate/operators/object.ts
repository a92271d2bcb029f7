import { type Doc, isDoc, typeName, type Value } from '../../bson/value.js';
import { encode } from '../../bson/encode.js';
import { MongoError } from '../../errors.js';
import { type Build, type Evaluate, isNullish, named, plain } from './operator.js';

const merge = (...values: (Value | undefined)[]): Value => {
  const result: Doc = new Map();
  for (const value of values) {
    if (isNullish(value)) continue;
    if (!isDoc(value))
      throw new MongoError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
      );
    for (const [name, inner] of value) result.set(name, inner);
  }
  return result;
};

const getField: Build = (operand, compile) => {
  const full =
    isDoc(operand) && operand.has('field') ? operand : new Map<string, Value>([['field', operand]]);
  const args = named(full, compile, '$getField', ['field'], ['input']);
  const [field, input] = [args.get('field') as Evaluate, args.get('input')];
  return (scope) => {
    const name = field(scope);
    const value = input ? input(scope) : scope.current;
    if (typeof name !== 'string')
      throw new MongoError(
        3041704,
        `$getField requires 'field' to evaluate to type String, but got ${typeName(name)}`,
      );
    if (isNullish(value)) return value;
    return isDoc(value) ? value.get(name) : undefined;
  };
};

const setField: Build = (operand, compile, name) => {
  const required = name === '$setField' ? ['field', 'input', 'value'] : ['field', 'input'];
  const args = named(operand, compile, name, required);
  return (scope) => {
    const [field, input, value] = [
      args.get('field')?.(scope),
      args.get('input')?.(scope),
      args.get('value')?.(scope),
    ];
    if (typeof field !== 'string')
      throw new MongoError(4161107, `${name} requires 'field' to evaluate to type String`);
    if (isNullish(input)) return null;
    if (!isDoc(input)) throw new MongoError(4161105, `${name} requires 'input' to evaluate to type Object`);
    const result: Doc = new Map(input);
    if (value === undefined) result.delete(field);
    else result.set(field, value);
    return result;
  };
};

/** Operators on documents. */
export const OBJECTS: Readonly<Record<string, Build>> = {
  $mergeObjects: plain(
    (...values) => merge(...values.flatMap((value) => (Array.isArray(value) ? value : [value]))),
    0,
    Number.POSITIVE_INFINITY,
  ),
  $getField: getField,
  $setField: setField,
  $unsetField: setField,
  $bsonSize: plain((value) => {
    if (isNullish(value)) return null;
    if (!isDoc(value))
      throw new MongoError(31393, `$bsonSize requires a document input, found: ${typeName(value)}`);
    return encode(value).length;
  }, 1),
};
