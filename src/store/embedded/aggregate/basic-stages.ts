import { keyOf } from '../bson/key.js';
import { isNumeric, toInteger } from '../bson/number.js';
import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileFilter } from '../query/filter.js';
import { plainPath, pathParts } from '../query/path.js';
import { parseSort, sortBy, sortKeyOf } from '../query/sort.js';
import { setAt } from '../update/path.js';
import { group } from './group.js';
import { type BuildStage, overAll, perBatch, requireSpec } from './stage.js';

/** The number of `$limit`, `$skip` and `$sample`. */
export const wholeNumber = (
  operand: Value | undefined,
  name: string,
  least: bigint,
  code: number,
): number => {
  const whole = isNumeric(operand) ? toInteger(operand) : undefined;
  if (whole === undefined || whole < least) {
    throw new MongoError(
      code,
      `invalid argument to ${name} stage: Expected ${least > 0n ? 'a positive' : 'a non-negative'} number in: ${name}: ${String(whole ?? typeName(operand))}`,
    );
  }
  return Number(whole);
};

const match: BuildStage = (operand, { variables }) => {
  const filter = compileFilter(requireSpec(operand, '$match', 15959), variables);
  return perBatch((batch) => batch.filter((doc) => filter.test(doc, undefined)));
};

const sort: BuildStage = (operand) => {
  const spec = requireSpec(operand, '$sort', 15973);
  if (spec.size === 0) throw new MongoError(15976, '$sort stage must have at least one sort key');
  const keys = parseSort(spec);
  return overAll((documents) => sortBy(documents, (doc) => sortKeyOf(doc, keys)));
};

const limit: BuildStage = (operand) => {
  const most = wholeNumber(operand, '$limit', 1n, 15958);
  return async function* (input) {
    let left = most;
    for await (const batch of input) {
      yield batch.slice(0, left);
      left -= batch.length;
      if (left <= 0) return;
    }
  };
};

const skip: BuildStage = (operand) => {
  let left = wholeNumber(operand, '$skip', 0n, 5107200);
  return perBatch((batch) => {
    const rest = batch.slice(Math.min(left, batch.length));
    left = Math.max(0, left - batch.length);
    return rest;
  });
};

const count: BuildStage = (operand) => {
  if (typeof operand !== 'string' || operand === '' || operand.startsWith('$') || operand.includes('.')) {
    throw new MongoError(40156, 'the count field must be a non-empty string without $ and .');
  }
  return async function* (input) {
    let total = 0;
    for await (const batch of input) total += batch.length;
    if (total > 0) yield [new Map([[operand, total]])];
  };
};

interface Unwind {
  readonly parts: readonly string[];
  readonly keepEmpty: boolean;
  readonly index: string | undefined;
}

const unwindSpec = (operand: Value): Unwind => {
  const path = isDoc(operand) ? operand.get('path') : operand;
  if (typeof path !== 'string') throw new MongoError(28812, 'no path specified to $unwind stage');
  if (!path.startsWith('$'))
    throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  const index = isDoc(operand) ? operand.get('includeArrayIndex') : undefined;
  return {
    parts: pathParts(path.slice(1)),
    keepEmpty: isDoc(operand) && operand.get('preserveNullAndEmptyArrays') === true,
    index: typeof index === 'string' ? index : undefined,
  };
};

/** A copy in which the documents on the way to a path may be changed. */
const copyAlong = (doc: Doc, parts: readonly string[]): Doc => {
  const copy = new Map(doc);
  const [first, ...rest] = parts as [string, ...string[]];
  const inner = copy.get(first);
  if (rest.length > 0 && isDoc(inner)) copy.set(first, copyAlong(inner, rest));
  return copy;
};

const unwound = (doc: Doc, spec: Unwind): Doc[] => {
  const value = plainPath(doc, spec.parts);
  const withIndex = (copy: Doc, index: bigint | null): Doc => {
    if (spec.index !== undefined) setAt(copy, spec.index.split('.'), index);
    return copy;
  };
  if (Array.isArray(value) && value.length > 0) {
    return value.map((element, at) => {
      const copy = copyAlong(doc, spec.parts);
      setAt(copy, spec.parts, element);
      return withIndex(copy, BigInt(at));
    });
  }
  const empty = value === undefined || value === null || Array.isArray(value);
  if (empty && !spec.keepEmpty) return [];
  if (!Array.isArray(value)) return [withIndex(new Map(doc), null)];
  const copy = copyAlong(doc, spec.parts);
  const holder = spec.parts.length === 1 ? copy : plainPath(copy, spec.parts.slice(0, -1));
  if (isDoc(holder)) holder.delete(spec.parts.at(-1) as string);
  return [withIndex(copy, null)];
};

const unwind: BuildStage = (operand) => {
  const spec = unwindSpec(operand);
  return perBatch((batch) => batch.flatMap((doc) => unwound(doc, spec)));
};

const sortByCount: BuildStage = (operand, context) => {
  const counted = group(
    new Map<string, Value>([
      ['_id', operand],
      ['count', new Map([['$sum', 1]])],
    ]),
    context,
  );
  const sorted = sort(new Map([['count', -1]]), context);
  return (input) => sorted(counted(input));
};

const sample: BuildStage = (operand) => {
  const size = wholeNumber(requireSpec(operand, '$sample', 28745).get('size'), '$sample', 1n, 28747);
  return overAll((documents) => {
    for (let at = documents.length - 1; at > 0; at--) {
      const other = Math.floor(Math.random() * (at + 1));
      [documents[at], documents[other]] = [documents[other] as Doc, documents[at] as Doc];
    }
    return documents.slice(0, size);
  });
};

const bucket: BuildStage = (operand, context) => {
  const spec = requireSpec(operand, '$bucket', 40201);
  const [by, boundaries, fallback] = [spec.get('groupBy'), spec.get('boundaries'), spec.get('default')];
  if (by === undefined || !Array.isArray(boundaries) || boundaries.length < 2) {
    throw new MongoError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  const branches = boundaries.slice(0, -1).map((low, at): Doc => {
    const inside = [
      new Map([['$gte', [by, new Map([['$literal', low]])]]]),
      new Map([['$lt', [by, new Map([['$literal', boundaries[at + 1] as Value]])]]]),
    ];
    return new Map<string, Value>([
      ['case', new Map([['$and', inside]])],
      ['then', new Map([['$literal', low]])],
    ]);
  });
  const choice: Doc = new Map<string, Value>([['branches', branches]]);
  if (fallback !== undefined) choice.set('default', new Map([['$literal', fallback]]));
  const output = spec.get('output');
  const fields: Doc = isDoc(output) ? output : new Map([['count', new Map([['$sum', 1]])]]);
  const grouped = group(
    new Map<string, Value>([['_id', new Map([['$switch', choice]])], ...fields]),
    context,
  );
  const sorted = overAll((documents) => sortBy(documents, (doc) => keyOf(doc.get('_id') ?? null)));
  return (input) => sorted(grouped(input));
};

/** Stages that need nothing but the documents. */
export const BASIC_STAGES: Readonly<Record<string, BuildStage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $group: group,
  $sortByCount: sortByCount,
  $sample: sample,
  $bucket: bucket,
};
