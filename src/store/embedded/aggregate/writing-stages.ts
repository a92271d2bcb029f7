import { encode } from '../bson/encode.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { prepared } from '../engine/prepare.js';
import type { Collection, Row } from '../engine/collection.js';
import { duplicateId } from '../engine/duplicate-key.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import { choosePlan } from '../query/plan.js';
import { matcher } from '../query/results.js';
import { openSource } from '../query/source.js';
import { compileUpdate, type Update } from '../update/update.js';
import { type BuildStage, collect, type PipelineContext } from './stage.js';

interface Target {
  readonly db: string;
  readonly name: string;
}

const targetOf = (into: Value | undefined, db: string, stage: string): Target => {
  if (typeof into === 'string') return { db, name: into };
  if (isDoc(into)) {
    const [toDb, name] = [into.get('db') ?? db, into.get('coll')];
    if (typeof toDb === 'string' && typeof name === 'string') return { db: toDb, name };
  }
  throw new MongoError(16990, `${stage} must name a collection, or a database and a collection`);
};

/** `$out`: the collection holds exactly the result, with the indexes it had, or stays as it was. */
const out: BuildStage = (operand, context) => {
  const { db, name } = targetOf(operand, context.db, '$out');
  return async function* (input) {
    const documents = await collect(input);
    const { engine } = context;
    const replaced = engine.get(db, name);
    const made = engine.create(db, `tmp.agg_out.${engine.journal.writes}`, new Map());
    try {
      for (const index of replaced?.indexes ?? []) await engine.addIndex(made, index.spec);
      for (const doc of documents) made.insert(prepared(encode(doc), context.now()));
    } catch (error) {
      engine.drop(made);
      throw error;
    }
    engine.rename(made, db, name);
    yield [];
  };
};

interface Merge {
  readonly target: Target;
  readonly on: readonly string[];
  readonly matched: 'merge' | 'replace' | 'keepExisting' | 'fail' | readonly Value[];
  readonly notMatched: 'insert' | 'discard' | 'fail';
  readonly variables: Doc | undefined;
}

const MATCHED = ['merge', 'replace', 'keepExisting', 'fail'] as const;
const NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

const mergeSpec = (operand: Value, context: PipelineContext): Merge => {
  const spec: Doc = isDoc(operand) ? operand : new Map([['into', operand]]);
  const on = spec.get('on') ?? '_id';
  const given = spec.get('whenMatched') ?? 'merge';
  const matched = Array.isArray(given) ? given : MATCHED.find((mode) => mode === given);
  const notMatched = NOT_MATCHED.find((mode) => mode === (spec.get('whenNotMatched') ?? 'insert'));
  if (!matched || !notMatched) throw new MongoError('BadValue', 'Enumeration value for $merge is not valid');
  const variables = spec.get('let');
  return {
    target: targetOf(spec.get('into'), context.db, '$merge'),
    on: Array.isArray(on) ? on.map(String) : [String(on)],
    matched,
    notMatched,
    variables: isDoc(variables) ? variables : undefined,
  };
};

const requireUniqueOn = (collection: Collection, on: readonly string[]): void => {
  if (on.length === 1 && on[0] === '_id') return;
  const wanted = [...on].sort().join('\0');
  const found = collection.indexes.some(
    (index) =>
      index.unique &&
      !index.partial &&
      index.fields
        .map((field) => field.path)
        .sort()
        .join('\0') === wanted,
  );
  if (!found) throw new MongoError(51183, 'Cannot find index to verify that join fields will be unique');
};

const existing = async (collection: Collection, doc: Doc, merge: Merge): Promise<Row | undefined> => {
  const query: Doc = new Map(merge.on.map((path) => [path, doc.get(path) ?? null]));
  const filter = compileFilter(query, new Map());
  const plan = choosePlan(collection, filter, []);
  const [source, test] = [openSource(collection, plan), matcher(filter, plan, false)];
  try {
    for (;;) {
      const rows = await source.next(100);
      if (rows.length === 0) return undefined;
      const found = rows.find((row) => test(row));
      if (found) return found;
    }
  } finally {
    await source.close();
  }
};

const updateFor = (doc: Doc, merge: Merge, context: PipelineContext): Update => {
  if (Array.isArray(merge.matched)) {
    return compileUpdate([...merge.matched], [], new Map([...context.variables, ['new', doc]]));
  }
  if (merge.matched === 'replace') return compileUpdate(doc, [], context.variables);
  const literal = new Map<string, Value>([
    ['$replaceWith', new Map([['$mergeObjects', ['$$ROOT', '$$new']]])],
  ]);
  return compileUpdate([literal], [], new Map([...context.variables, ['new', doc]]));
};

const mergeOne = async (
  collection: Collection,
  doc: Doc,
  merge: Merge,
  context: PipelineContext,
): Promise<void> => {
  const row = await existing(collection, doc, merge);
  if (!row) {
    if (merge.notMatched === 'fail')
      throw new MongoError(13113, '$merge could not find a matching document in the target collection');
    if (merge.notMatched === 'insert') collection.insert(prepared(encode(doc), context.now()));
    return;
  }
  if (merge.matched === 'keepExisting') return;
  if (merge.matched === 'fail') throw duplicateId(collection.namespace, row.raw);
  const time = { now: context.now() };
  const raw = updateFor(doc, merge, context).apply(row.raw, { position: undefined, inserting: false, time });
  if (!raw.equals(row.raw)) collection.replace(row, raw);
};

/** `$merge`: each document of the result goes into the collection beside what is there. */
const merge: BuildStage = (operand, context) => {
  const spec = mergeSpec(operand, context);
  return async function* (input) {
    const collection = context.engine.getOrCreate(spec.target.db, spec.target.name);
    requireUniqueOn(collection, spec.on);
    for (const doc of await collect(input)) await mergeOne(collection, doc, spec, context);
    yield [];
  };
};

/** Stages that write the result instead of returning it; only the last one may. */
export const WRITING_STAGES: Readonly<Record<string, BuildStage>> = { $out: out, $merge: merge };
