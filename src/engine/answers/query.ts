import type { Observation } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import type { Operation, Population } from '../../domain/understanding.js';

/** What a person wants to know. Codes as the catalogue has them, best candidates first. */
export interface Query {
  readonly indicators: readonly string[];
  readonly territories: readonly string[];
  /** Written as domain/period.ts reads them; what is not a period is left out. */
  readonly periods: readonly string[];
  readonly operation: Operation | null;
  readonly populations?: readonly Population[];
  readonly sex?: 'f' | 'm' | null;
  /** A group or level by the code of data/disaggregations.csv; stronger than `populations`. */
  readonly disaggregation?: string | null;
  /** True when `territories` holds rivals for one name. */
  readonly territoryAmbiguous?: boolean;
  /** Whether the person asks for a figure, for how a policy is going, or for a guide or manual. */
  readonly subject?: 'figure' | 'policy' | 'document';
}

export type Outcome =
  | 'answered'
  /** The figure asked for does not exist; another one, named as such, was given. */
  | 'nearest'
  /** Nothing near exists either. */
  | 'not_loaded'
  | 'needs_territory'
  | 'needs_indicator';

/** What a follow-up ("y en buga?", "y en 2020?") leans on; plain JSON for the conversation's state. */
export type Focus = {
  indicator: string;
  territories: string[];
  /** Periods the person named; empty where the latest was given. */
  periods: string[];
  operation: Operation | null;
  populations: Population[];
  sex: 'f' | 'm' | null;
  disaggregation: string | null;
};

/** What somebody asked for and is not there: to be logged, it carries nothing personal. */
export type Missing = {
  subject: 'figure' | 'policy' | 'document';
  indicator: string | null;
  territory: string | null;
  period: string | null;
  disaggregation: string | null;
};

export interface Answer {
  readonly outcome: Outcome;
  /** Each one is a message of its own; its `lines` belong to the same message. */
  readonly said: readonly Said[];
  readonly focus: Focus | null;
  readonly missing: readonly Missing[];
  /** The official figures that were said, in the order they were said (for charts, audits and tests). */
  readonly shown: readonly Observation[];
}

/** A follow-up made whole: what the query does not name comes from the focus. A new place keeps the matter and the
 * periods that were named; a new matter keeps the place only, and a ranking not even that. */
export function followUp(query: Query, focus: Focus | null): Query {
  if (!focus || query.subject === 'policy' || query.subject === 'document') return query;
  const { territories, indicators } = query;
  if (indicators.length > 0) {
    const keeps = territories.length === 0 && query.operation !== 'rank';
    return keeps ? { ...query, territories: focus.territories } : query;
  }
  return {
    ...query,
    indicators: [focus.indicator],
    territories: placesFor(query, focus),
    periods: query.periods.length > 0 ? query.periods : focus.periods,
    operation: operationFor(query, focus),
    populations: query.populations?.length ? query.populations : focus.populations,
    sex: query.sex ?? focus.sex,
    disaggregation: query.disaggregation ?? focus.disaggregation,
  };
}

/** "compárelo con Cali" sets the new place beside the one spoken of; otherwise a new place stands alone. */
function placesFor({ territories, operation }: Query, focus: Focus): readonly string[] {
  if (territories.length === 0) return focus.territories;
  if (operation !== 'compare' || territories.length > 1) return territories;
  return [...new Set([...focus.territories, ...territories])];
}

/** What is done stays, unless another thing than a plain figure is asked for. After a definition, one new place after
 * a comparison, or one new year after a trend, a single figure is asked. */
function operationFor(query: Query, focus: Focus): Operation | null {
  if (query.operation && query.operation !== 'value') return query.operation;
  if (focus.operation === 'define') return null;
  if (focus.operation === 'compare' && query.territories.length === 1) return null;
  if (focus.operation === 'trend' && query.periods.length > 0) return null;
  return focus.operation;
}
