import type { Evaluate } from '../aggregate/operators/operator.js';
import type { Value } from '../bson/value.js';
import { MongoError } from '../errors.js';

/** What is shown in place of a value that is there. */
export type Special = (value: Value | undefined, position: number | undefined) => Value | undefined;

/** A field of a projection and what is below it. */
export interface Node {
  readonly children: Map<string, Node>;
  kind: 'branch' | 'include' | 'exclude' | 'compute' | 'special';
  evaluate?: Evaluate;
  special?: Special;
}

export const branch = (): Node => ({ children: new Map(), kind: 'branch' });

/** The node of a dotted path, made where it is not there. Throws where another path already ends on the way. */
export const nodeAt = (root: Node, path: string): Node => {
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

export const hasCompute = (node: Node): boolean =>
  [...node.children.values()].some((child) => child.kind === 'compute' || hasCompute(child));

/** `{a: {$slice: 1}}` alone keeps every other field. */
export const onlySlices = (root: Node): boolean =>
  [...root.children.values()].some((child) => child.kind === 'special');
