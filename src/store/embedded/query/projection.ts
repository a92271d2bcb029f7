import { compileExpression, isExpression } from '../aggregate/expression.js';
import type { Evaluate, Scope } from '../aggregate/operators/operator.js';
import { truthy } from '../aggregate/operators/operator.js';
import { isNumeric, toNumber } from '../bson/number.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter, type Variables } from './filter.js';
import { isOperatorDoc } from './value-tests.js';

export interface Projection {
  readonly apply: (doc: Doc, position?: number) => Doc;
  /** Needs to know which array element the query matched (`{'a.$': 1}`). */
  readonly positional: boolean;
  /** The top-level fields it can do with; undefined when it needs the whole document. */
  readonly fields: ReadonlySet<string> | undefined;
}

type Special = (value: Value | undefined, position: number | undefined) => Value | undefined;

interface Node {
  readonly children: Map<string, Node>;
  kind: 'branch' | 'include' | 'exclude' | 'compute' | 'special';
  evaluate?: Evaluate;
  special?: Special;
}

const branch = (): Node => ({ children: new Map(), kind: 'branch' });

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);

const sliceOf = (operand: Value): Special => {
  const integer = (value: Value | undefined): number => {
    if (!isNumeric(value))
      throw new MongoError(28724, 'First argument to $slice must be an number or array of numbers');
    return Math.trunc(toNumber(value));
  };
  const pair = Array.isArray(operand);
  const skip = pair ? integer(operand[0]) : undefined;
  const count = integer(pair ? operand[1] : operand);
  if (pair && count <= 0) throw new MongoError(28724, 'Second argument to $slice must be positive');
  return (value) => {
    if (!Array.isArray(value)) return value;
    if (skip === undefined) return count >= 0 ? value.slice(0, count) : value.slice(count);
    const from = skip >= 0 ? skip : Math.max(0, value.length + skip);
    return value.slice(from, from + count);
  };
};

const elementOf = (operand: Value, variables: Variables): Special => {
  if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch requires an object argument');
  const filter = compileFilter(new Map([['v', new Map([['$elemMatch', operand]])]]), variables);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const element = value.find((item) => filter.test(new Map([['v', [item]]]), undefined));
    return element === undefined ? undefined : [element];
  };
};

const positionalOf: Special = (value, position) => {
  if (!Array.isArray(value)) return value;
  if (position === undefined)
    throw new MongoError(
      51246,
      "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
    );
  return position < value.length ? [value[position] as Value] : [];
};

interface Building {
  readonly root: Node;
  including: boolean | undefined;
  positional: boolean;
  computes: boolean;
  readonly find: boolean;
  readonly variables: Variables;
}

const nodeAt = (root: Node, path: string): Node => {
  let node = root;
  for (const part of path.split('.')) {
    if (part === '')
      throw new MongoError(path === '' ? 40352 : 15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$'))
      throw new MongoError(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      );
    if (node.kind !== 'branch') throw collision(path);
    let child = node.children.get(part);
    if (!child) {
      child = branch();
      node.children.set(part, child);
    }
    node = child;
  }
  if (node.kind !== 'branch' || node.children.size > 0) throw collision(path);
  return node;
};

const collision = (path: string): MongoError => new MongoError(31250, `Path collision at ${path}`);

const decide = (building: Building, path: string, including: boolean): void => {
  if (building.including === undefined) building.including = including;
  else if (building.including !== including) {
    const [kind, other, code] = including
      ? (['inclusion', 'exclusion', 31253] as const)
      : (['exclusion', 'inclusion', 31254] as const);
    throw new MongoError(code, `Cannot do ${kind} on field ${path} in ${other} projection`);
  }
};

const addField = (building: Building, path: string, value: Value): void => {
  if (isFlag(value)) {
    const including = truthy(value);
    if (path !== '_id' && !path.endsWith('.$')) decide(building, path, including);
    if (path.endsWith('.$')) return addPositional(building, path);
    nodeAt(building.root, path).kind = including ? 'include' : 'exclude';
    return;
  }
  if (isDoc(value) && value.size === 0)
    throw new MongoError(
      51270,
      `An empty sub-projection is not a valid value. Found empty object at path '${path}'`,
    );
  if (isDoc(value) && !isOperatorDoc(value)) {
    for (const [name, inner] of value) addField(building, `${path}.${name}`, inner);
    return;
  }
  if (building.find && isDoc(value) && addFindOperator(building, path, value)) return;
  const operator = isDoc(value) ? (value.keys().next().value as string) : undefined;
  if (operator !== undefined && !isExpression(operator)) {
    throw new MongoError(31325, `Unknown expression ${operator}`);
  }
  decide(building, path, true);
  building.computes = true;
  const node = nodeAt(building.root, path);
  node.kind = 'compute';
  node.evaluate = compileExpression(value);
};

const addPositional = (building: Building, path: string): void => {
  decide(building, path, true);
  building.positional = true;
  const node = nodeAt(building.root, path.slice(0, -2));
  node.kind = 'special';
  node.special = positionalOf;
};

const addFindOperator = (building: Building, path: string, value: Doc): boolean => {
  const [name, operand] = [...value][0] as [string, Value];
  if (name === '$meta') throw new MongoError('BadValue', '$meta is not supported by the embedded store');
  if (name !== '$slice' && name !== '$elemMatch') return false;
  if (name === '$slice' && Array.isArray(operand) && operand.length !== 2) return false;
  if (name === '$slice' && !Array.isArray(operand) && !isNumeric(operand)) return false;
  if (name === '$slice' && Array.isArray(operand) && !operand.every((part) => isNumeric(part))) return false;
  if (name === '$elemMatch') decide(building, path, true);
  const node = nodeAt(building.root, path);
  node.kind = 'special';
  node.special = name === '$slice' ? sliceOf(operand) : elementOf(operand, building.variables);
  return true;
};

const include = (doc: Doc, node: Node, scope: Scope, position: number | undefined): Doc => {
  const result: Doc = new Map();
  for (const [name, value] of doc) {
    const child = node.children.get(name);
    if (!child) continue;
    if (child.kind === 'include') result.set(name, value);
    else if (child.kind === 'special') {
      const found = (child.special as Special)(value, position);
      if (found !== undefined) result.set(name, found);
    } else if (child.kind === 'branch') {
      const found = includeBelow(value, child, scope, position);
      if (found !== undefined) result.set(name, found);
    }
  }
  return compute(result, node, scope);
};

const includeBelow = (
  value: Value,
  node: Node,
  scope: Scope,
  position: number | undefined,
): Value | undefined => {
  if (isDoc(value)) return include(value, node, scope, position);
  if (Array.isArray(value)) {
    return value
      .map((element) => includeBelow(element, node, scope, position))
      .filter((element) => element !== undefined);
  }
  return hasCompute(node) ? compute(new Map(), node, scope) : undefined;
};

const hasCompute = (node: Node): boolean =>
  [...node.children.values()].some((child) => child.kind === 'compute' || hasCompute(child));

const compute = (result: Doc, node: Node, scope: Scope): Doc => {
  for (const [name, child] of node.children) {
    if (child.kind === 'compute') {
      const value = (child.evaluate as Evaluate)(scope);
      if (value !== undefined) result.set(name, value);
    } else if (child.kind === 'branch' && !result.has(name) && hasCompute(child)) {
      result.set(name, compute(new Map(), child, scope));
    }
  }
  return result;
};

const exclude = (value: Value, node: Node, position: number | undefined): Value => {
  if (Array.isArray(value)) return value.map((element) => exclude(element, node, position));
  if (!isDoc(value)) return value;
  const result: Doc = new Map();
  for (const [name, inner] of value) {
    const child = node.children.get(name);
    if (!child || child.kind === 'include') result.set(name, inner);
    else if (child.kind === 'special') {
      const found = (child.special as Special)(inner, position);
      if (found !== undefined) result.set(name, found);
    } else if (child.kind === 'branch') result.set(name, exclude(inner, child, position));
  }
  return result;
};

const compile = (spec: Doc, variables: Variables, find: boolean): Projection => {
  const building: Building = {
    root: branch(),
    including: undefined,
    positional: false,
    computes: false,
    find,
    variables,
  };
  for (const [path, value] of spec) addField(building, path, value);
  const { root, positional, computes } = building;
  const id = root.children.get('_id');
  const including = building.including ?? (id !== undefined && id.kind !== 'exclude' && !onlySlices(root));
  if (!including)
    return { apply: (doc, position) => exclude(doc, root, position) as Doc, positional, fields: undefined };
  if (!id) root.children.set('_id', { children: new Map(), kind: 'include' });
  return {
    apply: (doc, position) => include(doc, root, { root: doc, current: doc, variables }, position),
    positional,
    fields: computes ? undefined : new Set(root.children.keys()),
  };
};

/** `{a: {$slice: 1}}` alone keeps every other field. */
const onlySlices = (root: Node): boolean =>
  [...root.children.values()].some((child) => child.kind === 'special');

/** The projection of find and findAndModify. */
export const compileFindProjection = (spec: Doc, variables: Variables): Projection =>
  compile(spec, variables, true);

/** `$project`. */
export const compileProjection = (spec: Doc, variables: Variables): Projection =>
  compile(spec, variables, false);
