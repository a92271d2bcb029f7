import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, Double, isDoc, typeName, UtcDate, type Value } from '../bson/value.js';
import { compileExpression } from '../aggregate/expression.js';
import type { Collection } from '../engine/collection.js';
import type { Engine } from '../engine/engine.js';
import { MongoError } from '../errors.js';
import type { Cursors } from '../query/cursors.js';
import type { Variables } from '../query/filter.js';
import type { Request } from '../wire/message.js';

/** What every command works with. */
export interface Store {
  readonly engine: Engine;
  readonly cursors: Cursors;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly startedAt: number;
}

export interface Context {
  readonly request: Request;
  readonly connectionId: number;
}

/** Answers one command with the fields of its reply; `ok: 1` is added. Throws MongoError. */
export type Handler = (store: Store, context: Context) => Doc | Promise<Doc>;

export const reply = (fields: Iterable<readonly [string, Value]>): Doc => {
  const doc: Doc = new Map(fields);
  doc.set('ok', new Double(1));
  return doc;
};

const wrongType = (request: Request, name: string, value: Value, wanted: string): MongoError =>
  new MongoError(
    'TypeMismatch',
    `BSON field '${request.name}.${name}' is the wrong type '${typeName(value)}', expected type '${wanted}'`,
  );

/** A number in the command's body, or the default. */
export const numberArg = (request: Request, name: string, missing: number): number => {
  const value = request.body.get(name);
  if (value === undefined || value === null) return missing;
  if (!isNumeric(value)) throw wrongType(request, name, value, 'number');
  return Math.trunc(toNumber(value));
};

/** Zero or more; negative numbers are refused as the server does. */
export const countArg = (request: Request, name: string): number => {
  const value = numberArg(request, name, 0);
  if (value < 0)
    throw new MongoError(51024, `BSON field '${name}' value must be >= 0, actual value '${value}'`);
  return value;
};

export const flagArg = (request: Request, name: string): boolean => {
  const value = request.body.get(name);
  return value === true || (isNumeric(value) && toNumber(value) !== 0);
};

export const docArg = (request: Request, name: string): Doc | undefined => {
  const value = request.body.get(name);
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value)) throw wrongType(request, name, value, 'object');
  return value;
};

/** The collection's name, which is the value of the command itself. */
export const collectionName = (request: Request): string => {
  const value = request.body.get(request.name);
  if (typeof value !== 'string') {
    throw new MongoError('InvalidNamespace', `collection name has invalid type ${typeName(value)}`);
  }
  if (value === '') throw new MongoError('InvalidNamespace', `Invalid namespace specified '${request.db}.'`);
  return value;
};

export const collectionOf = (store: Store, request: Request): Collection | undefined =>
  store.engine.get(request.db, collectionName(request));

/** `let` and the variables every command has. */
export const variablesOf = (store: Store, request: Request): Variables => {
  const variables = new Map<string, Value>([['NOW', new UtcDate(BigInt(store.now()))]]);
  const scope = { root: new Map(), current: new Map(), variables };
  for (const [name, value] of docArg(request, 'let') ?? []) {
    variables.set(name, compileExpression(value)(scope) ?? null);
  }
  return variables;
};
