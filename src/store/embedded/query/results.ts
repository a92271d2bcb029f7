import { pickFields } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { decode } from '../bson/decode.js';
import type { Doc } from '../bson/value.js';
import type { Collection, Row } from '../engine/collection.js';
import { MongoError } from '../errors.js';
import type { Filter, Found } from './predicate.js';
import { type Plan } from './plan.js';
import type { Projection } from './projection.js';
import { type SortKey, sortKeyOf } from './sort.js';
import { openSource, type Source } from './source.js';

/** Documents as BSON, a few at a time. */
export interface Results {
  /** At most `count` documents; fewer, or none, may come before the end. */
  read(count: number): readonly Buffer[] | Promise<readonly Buffer[]>;
  /** No more will come. */
  readonly ended: boolean;
  close(): void | Promise<void>;
}

/** Most bytes a sort in memory may hold, as in MongoDB. */
export const MAX_SORT_BYTES = 100 * 1024 * 1024;
const CHUNK = 500;

export interface ReadSpec {
  readonly filter: Filter;
  readonly sort: readonly SortKey[];
  readonly skip: number;
  /** 0: no limit. */
  readonly limit: number;
  readonly projection: Projection | undefined;
}

/** A document that matched, with the place in an array where it did. */
export interface Match extends Row {
  readonly position: number | undefined;
}

const union = (...sets: (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined =>
  sets.includes(undefined) ? undefined : new Set(sets.flatMap((set) => [...(set as ReadonlySet<string>)]));

/** The document with the fields a test needs. */
export const partial = (raw: Buffer, fields: ReadonlySet<string> | undefined): Doc =>
  fields ? pickFields(raw, fields) : decode(raw);

/** Whether the plan alone makes sure that what it finds matches: `_id` equal to a value and nothing else asked. */
const certain = (plan: Plan, filter: Filter): boolean =>
  (plan.kind === 'points' && plan.exact && filter.complete) ||
  (plan.kind === 'documents' && filter.complete && filter.conditions.length === 0);

/** Tests one row. */
export const matcher = (
  filter: Filter,
  plan: Plan,
  positional: boolean,
): ((row: Row) => Match | undefined) => {
  if (certain(plan, filter)) return (row) => ({ ...row, position: undefined });
  return (row) => {
    const found: Found | undefined = positional ? {} : undefined;
    if (!filter.test(partial(row.raw, filter.fields), found)) return undefined;
    return { ...row, position: found?.position };
  };
};

/** Runs a query that a plan was chosen for. */
export const openResults = (collection: Collection, plan: Plan, spec: ReadSpec): Results => {
  const source = openSource(collection, plan);
  const project = projector(spec.projection);
  const test = matcher(spec.filter, plan, spec.projection?.positional === true);
  if (spec.sort.length > 0 && !plan.sorted) return new SortedResults(source, test, project, spec);
  return new StreamedResults(source, test, project, spec);
};

const projector = (projection: Projection | undefined): ((match: Match) => Buffer) => {
  if (!projection) return (match) => match.raw;
  return (match) => encode(projection.apply(partial(match.raw, projection.fields), match.position));
};

type Test = (row: Row) => Match | undefined;
type Project = (match: Match) => Buffer;

class StreamedResults implements Results {
  ended = false;
  private toSkip: number;
  private step: number;
  private left: number;

  constructor(
    private readonly source: Source,
    private readonly test: Test,
    private readonly project: Project,
    spec: ReadSpec,
  ) {
    this.toSkip = spec.skip;
    this.left = spec.limit === 0 ? Number.POSITIVE_INFINITY : spec.limit;
    this.step = Math.min(CHUNK, this.left + spec.skip);
  }

  /** Reads no more candidates than may be wanted at first, and more each time they did not suffice. */
  read(count: number): readonly Buffer[] | Promise<readonly Buffer[]> {
    const rows = this.source.next(Math.min(count + this.toSkip, this.step));
    this.step = Math.min(CHUNK, this.step * 2);
    return rows instanceof Promise ? rows.then((found) => this.take(found)) : this.take(rows);
  }

  close(): void | Promise<void> {
    return this.source.close();
  }

  private take(rows: readonly Row[]): readonly Buffer[] {
    if (rows.length === 0) this.ended = true;
    const found: Buffer[] = [];
    for (const row of rows) {
      const match = this.test(row);
      if (!match) continue;
      if (this.toSkip > 0) {
        this.toSkip -= 1;
        continue;
      }
      found.push(this.project(match));
      this.left -= 1;
      if (this.left <= 0) {
        this.ended = true;
        break;
      }
    }
    return found;
  }
}

interface Keyed {
  readonly match: Match;
  readonly key: string;
}

class SortedResults implements Results {
  private sorted: Keyed[] | undefined;
  private at = 0;

  constructor(
    private readonly source: Source,
    private readonly test: Test,
    private readonly project: Project,
    private readonly spec: ReadSpec,
  ) {}

  get ended(): boolean {
    return this.sorted !== undefined && this.at >= this.sorted.length;
  }

  async read(count: number): Promise<readonly Buffer[]> {
    this.sorted ??= (await this.collect()).slice(this.spec.skip);
    const batch = this.sorted.slice(this.at, this.at + count);
    this.at += batch.length;
    return batch.map(({ match }) => this.project(match));
  }

  close(): void | Promise<void> {
    return this.source.close();
  }

  private async collect(): Promise<Keyed[]> {
    const fields = union(new Set(this.spec.sort.map((key) => key.parts[0] as string)));
    const keep = this.spec.limit === 0 ? Number.POSITIVE_INFINITY : this.spec.limit + this.spec.skip;
    let found: Keyed[] = [];
    let bytes = 0;
    for (;;) {
      const rows = await this.source.next(CHUNK);
      if (rows.length === 0) break;
      for (const row of rows) {
        const match = this.test(row);
        if (!match) continue;
        found.push({ match, key: sortKeyOf(partial(row.raw, fields), this.spec.sort) });
        bytes += row.raw.length;
      }
      if (found.length > 2 * keep + CHUNK) {
        found = order(found).slice(0, keep);
        bytes = found.reduce((sum, { match }) => sum + match.raw.length, 0);
      }
      if (bytes > MAX_SORT_BYTES) throw tooLarge();
    }
    return order(found).slice(0, keep);
  }
}

const order = (found: Keyed[]): Keyed[] => found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

const tooLarge = (): MongoError =>
  new MongoError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `Sort exceeded memory limit of ${MAX_SORT_BYTES} bytes; add an index that gives the order.`,
  );
