import type { Evaluate, Scope } from '../aggregate/operators/operator.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { hasCompute, type Node, type Special } from './projection-tree.js';

/** The document with what the tree names. */
export const include = (doc: Doc, node: Node, scope: Scope, position: number | undefined): Doc => {
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

/** The document without what the tree names. */
export const exclude = (value: Value, node: Node, position: number | undefined): Value => {
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
