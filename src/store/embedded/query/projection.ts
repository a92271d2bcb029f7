import { compileExpression, isExpression } from '../aggregate/expression.js';
import { truthy } from '../aggregate/operators/operator.js';
import { isNumeric } from '../bson/number.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import type { Variables } from './filter.js';
import { exclude, include } from './projection-apply.js';
import { elementOf, positionalOf, sliceOf } from './projection-special.js';
import { branch, type Node, nodeAt, onlySlices } from './projection-tree.js';
import { isOperatorDoc } from './value-tests.js';

export interface Projection {
  readonly apply: (doc: Doc, position?: number) => Doc;
  /** Needs to know which array element the query matched (`{'a.$': 1}`). */
  readonly positional: boolean;
  /** The top-level fields it can do with; undefined when it needs the whole document. */
  readonly fields: ReadonlySet<string> | undefined;
}

interface Building {
  readonly root: Node;
  including: boolean | undefined;
  positional: boolean;
  computes: boolean;
  readonly find: boolean;
  readonly variables: Variables;
}

const isFlag = (value: Value): boolean => typeof value === 'boolean' || isNumeric(value);

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

/** The projection of find and findAndModify. */
export const compileFindProjection = (spec: Doc, variables: Variables): Projection =>
  compile(spec, variables, true);

/** `$project`. */
export const compileProjection = (spec: Doc, variables: Variables): Projection =>
  compile(spec, variables, false);
