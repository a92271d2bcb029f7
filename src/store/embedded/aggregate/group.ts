import { keyOf } from '../bson/key.js';
import { add, isNumeric, type Numeric, toInteger } from '../bson/number.js';
import { type Doc, isDoc, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { parseSort, sortBy, sortKeyOf } from '../query/sort.js';
import { compileExpression } from './expression.js';
import { averageOf, deviationOf, extremeOf } from './operators/accumulate.js';
import { type Evaluate, isNullish, type Scope } from './operators/operator.js';
import { type BuildStage, requireSpec, type Stage } from './stage.js';

/** Takes the documents of one group and gives the group's value. */
interface Accumulator {
  take(scope: Scope): void;
  give(): Value;
}

type Make = () => Accumulator;
type Build = (operand: Value) => Make;

/** An accumulator that folds each value into what it has. */
const folding =
  <State>(
    start: () => State,
    fold: (state: State, value: Value | undefined) => State,
    give: (state: State) => Value,
  ): Build =>
  (operand) => {
    const evaluate = compileExpression(operand);
    return () => {
      let state = start();
      return {
        take: (scope) => {
          state = fold(state, evaluate(scope));
        },
        give: () => give(state),
      };
    };
  };

const listing = (
  keep: (values: Value[], value: Value | undefined) => void,
  give: (values: Value[]) => Value,
): Build =>
  folding<Value[]>(
    () => [],
    (values, value) => {
      keep(values, value);
      return values;
    },
    give,
  );

const pushAny = (values: Value[], value: Value | undefined): void => {
  if (value !== undefined) values.push(value);
};

const addToSet: Build = folding<Map<string, Value>>(
  () => new Map(),
  (found, value) => (value === undefined ? found : found.set(keyOf(value), value)),
  (found) => [...found.values()],
);

const countOf = (value: Value | undefined): number => {
  const whole = isNumeric(value) ? toInteger(value) : undefined;
  if (whole === undefined || whole < 1n) throw new MongoError(5787903, "'n' must be a positive integer");
  return Number(whole);
};

interface Several {
  readonly output: Evaluate;
  readonly n: Evaluate;
}

/** `{input, n}` of $firstN and its kin, `{output, sortBy, n}` of $topN. */
const several = (operand: Value, field: string): Several => {
  if (!isDoc(operand) || operand.get(field) === undefined)
    throw new MongoError(5787801, `Missing value for '${field}'`);
  return {
    output: compileExpression(operand.get(field) as Value),
    n: compileExpression(operand.get('n') ?? 1),
  };
};

const firstN =
  (choose: (values: Value[], n: number) => Value[]): Build =>
  (operand) => {
    const { output, n } = several(operand, 'input');
    return () => {
      const values: Value[] = [];
      let most = 1;
      return {
        take: (scope) => {
          most = countOf(n(scope));
          values.push(output(scope) ?? null);
        },
        give: () => choose(values, most),
      };
    };
  };

const present = (values: readonly Value[]): Value[] => values.filter((value) => !isNullish(value));
const ordered = (values: readonly Value[]): Value[] => sortBy(present(values), keyOf);

const top =
  (single: boolean, bottom: boolean): Build =>
  (operand) => {
    const { output, n } = several(operand, 'output');
    const keys = parseSort((operand as Doc).get('sortBy'));
    return () => {
      const found: { readonly key: string; readonly value: Value }[] = [];
      let most = 1;
      return {
        take: (scope) => {
          if (!single) most = countOf(n(scope));
          found.push({ key: sortKeyOf(scope.root as Doc, keys), value: output(scope) ?? null });
        },
        give: () => {
          const sorted = sortBy(found, (item) => item.key).map((item) => item.value);
          if (single) return (bottom ? sorted.at(-1) : sorted[0]) ?? null;
          return bottom ? sorted.slice(-most) : sorted.slice(0, most);
        },
      };
    };
  };

const ACCUMULATORS: Readonly<Record<string, Build>> = {
  $sum: folding<Numeric>(
    () => 0,
    (total, value) => (isNumeric(value) ? add(total, value) : total),
    (total) => total,
  ),
  $avg: listing(pushAny, averageOf),
  $min: folding<Value>(
    () => null,
    (best, value) => extremeOf([best, value], -1),
    (best) => best,
  ),
  $max: folding<Value>(
    () => null,
    (best, value) => extremeOf([best, value], 1),
    (best) => best,
  ),
  $first: folding<Value | undefined>(
    () => undefined,
    (first, value) => (first === undefined ? (value ?? null) : first),
    (first) => first ?? null,
  ),
  $last: folding<Value>(
    () => null,
    (_last, value) => value ?? null,
    (last) => last,
  ),
  $push: listing(pushAny, (values) => values),
  $addToSet: addToSet,
  $count: (operand) => {
    if (!isDoc(operand) || operand.size > 0)
      throw new MongoError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
    return ACCUMULATORS.$sum?.(1) as Make;
  },
  $mergeObjects: folding<Doc>(
    () => new Map(),
    (merged, value) => {
      if (isNullish(value)) return merged;
      if (!isDoc(value)) throw new MongoError(40400, '$mergeObjects requires object inputs');
      return new Map([...merged, ...value]);
    },
    (merged) => merged,
  ),
  $stdDevPop: listing(pushAny, (values) => deviationOf(values, false)),
  $stdDevSamp: listing(pushAny, (values) => deviationOf(values, true)),
  $firstN: firstN((values, n) => values.slice(0, n)),
  $lastN: firstN((values, n) => values.slice(-n)),
  $minN: firstN((values, n) => ordered(values).slice(0, n)),
  $maxN: firstN((values, n) => ordered(values).reverse().slice(0, n)),
  $top: top(true, false),
  $bottom: top(true, true),
  $topN: top(false, false),
  $bottomN: top(false, true),
};

const parseField = (name: string, value: Value): Make => {
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$'))
    throw new MongoError(40236, `The field name '${name}' cannot be an operator name`);
  if (!isDoc(value) || value.size !== 1)
    throw new MongoError(40234, `The field '${name}' must be an accumulator object`);
  const [operator, operand] = [...value][0] as [string, Value];
  const build = Object.hasOwn(ACCUMULATORS, operator) ? ACCUMULATORS[operator] : undefined;
  if (!build) throw new MongoError(15952, `unknown group operator '${operator}'`);
  return build(operand);
};

/** `$group`: one document for each value of `_id`. */
export const group: BuildStage = (operand, { variables }): Stage => {
  const spec = requireSpec(operand, '$group', 15947);
  const id = spec.get('_id');
  if (id === undefined) throw new MongoError(15955, 'a group specification must include an _id');
  const idOf = compileExpression(id);
  const fields = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => [name, parseField(name, value)] as const);
  return async function* (input) {
    const groups = new Map<string, { readonly id: Value; readonly parts: readonly Accumulator[] }>();
    for await (const batch of input) {
      for (const doc of batch) {
        const scope: Scope = { root: doc, current: doc, variables };
        const value = idOf(scope) ?? null;
        const key = keyOf(value);
        let found = groups.get(key);
        if (!found) {
          found = { id: value, parts: fields.map(([, make]) => make()) };
          groups.set(key, found);
        }
        for (const part of found.parts) part.take(scope);
      }
    }
    yield [...groups.values()].map(
      ({ id: value, parts }) =>
        new Map<string, Value>([
          ['_id', value],
          ...parts.map((part, at) => [fields[at]?.[0] as string, part.give()] as const),
        ]),
    );
  };
};
