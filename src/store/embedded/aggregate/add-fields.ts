import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileExpression } from './expression.js';
import type { Evaluate, Scope } from './operators/operator.js';

/** A tree of what to set: an expression, or fields below. */
type Node = { readonly set: Evaluate } | { readonly fields: Map<string, Node> };

const isFields = (value: Value): value is Doc =>
  isDoc(value) && value.size > 0 && !(value.keys().next().value as string).startsWith('$');

const grow = (fields: Map<string, Node>, path: readonly string[], value: Value): void => {
  const [name, ...rest] = path as [string, ...string[]];
  if (name === '') throw new MongoError(15998, 'FieldPath field names may not be empty strings.');
  if (name.startsWith('$'))
    throw new MongoError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    );
  if (rest.length === 0 && !isFields(value)) {
    if (fields.has(name))
      throw new MongoError(
        40176,
        `specification contains two conflicting paths. Cannot specify both '${name}' and '${name}'`,
      );
    fields.set(name, { set: compileExpression(value) });
    return;
  }
  let node = fields.get(name);
  if (!node) {
    node = { fields: new Map() };
    fields.set(name, node);
  }
  if ('set' in node)
    throw new MongoError(
      40176,
      `specification contains two conflicting paths. Cannot specify both '${name}' and '${path.join('.')}'`,
    );
  if (rest.length > 0) grow(node.fields, rest, value);
  else for (const [key, inner] of value as Doc) grow(node.fields, key.split('.'), inner);
};

const applyFields = (value: Value | undefined, fields: ReadonlyMap<string, Node>, scope: Scope): Value => {
  if (Array.isArray(value)) return value.map((element) => applyFields(element, fields, scope));
  const result: Doc = isDoc(value) ? new Map(value) : new Map();
  for (const [name, node] of fields) {
    const found = 'set' in node ? node.set(scope) : applyFields(result.get(name), node.fields, scope);
    if (found === undefined) result.delete(name);
    else result.set(name, found);
  }
  return result;
};

/** `$addFields`: sets fields from expressions over the document as it was; an expression without value removes. */
export const addFields = (spec: Doc, variables: ReadonlyMap<string, Value>): ((doc: Doc) => Doc) => {
  const fields = new Map<string, Node>();
  if (spec.size === 0)
    throw new MongoError(
      40177,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  for (const [path, value] of spec) grow(fields, path.split('.'), value);
  return (doc) => applyFields(doc, fields, { root: doc, current: doc, variables }) as Doc;
};
