/** The definition of a figure. */
export interface Indicator {
  readonly code: string;
  /** The official name. */
  readonly name: string;
  /** The name inside a sentence, singular and with its article: "la tasa de homicidios". */
  readonly shortName: string;
  /** The same in easy Spanish. */
  readonly plainName: string;
  /** Completes "Mide …". */
  readonly measures: string;
  readonly unit: string;
  readonly formula: string;
  /** Completes "Se calcula así: …". */
  readonly formulaWords: string;
  readonly denominator?: string;
  /** Populations of domain/understanding.ts, or `todas`. */
  readonly groups: readonly string[];
  readonly source: string;
  readonly periodicity: string;
  readonly direction: 'lower_is_better' | 'higher_is_better' | 'neutral';
  /** Whether a low figure may only mean that few were reported. */
  readonly lowMayBeUnderreporting: boolean;
  /** For a rate: the indicator that holds its number of cases, and the other way round. */
  readonly counterpart?: string;
  /** The same measure made from another source for other places (the IPM of the census and of the survey): given in
   * its stead, by its own name, where this one has no figure. */
  readonly variants: readonly string[];
  /** Other measures of the same matter, nearest first; offered by their own name where this one has no figure. */
  readonly related: readonly string[];
}

/** One official figure. `period` is written as docs/glossary.md says: 2024, 2021-02, 2012-Q4, 2019..2022 … */
export interface Observation {
  readonly indicator: string;
  readonly territory: string;
  readonly period: string;
  /** `total` or the group the figure speaks of. */
  readonly disaggregation: string;
  readonly value: number;
  readonly unit: string;
  readonly cases?: number;
  readonly source: string;
  readonly confidence: 'alta' | 'media' | 'baja';
  /** Codes of data/caveats.csv. */
  readonly caveats: readonly string[];
}

/** What makes two observations the same figure: a second one replaces the first. */
export function observationKey(observation: Observation): string {
  return [observation.indicator, observation.territory, observation.period, observation.disaggregation].join(
    '|',
  );
}

/** A warning that goes with a figure, in the words a citizen reads. */
export interface Caveat {
  readonly code: string;
  readonly text: string;
  readonly plain: string;
}

/** How a unit is said after its number. */
export interface Unit {
  readonly unit: string;
  /** `count`: events, where fewer than 20 deserve a warning; `people`: inhabitants or registered persons. */
  readonly kind: 'count' | 'people' | 'rate' | 'percent';
  readonly one: string;
  readonly many: string;
  readonly plainMany: string;
  /** After a difference of two figures: "puntos porcentuales". */
  readonly change: string;
}

/** A group or level that a figure may speak of instead of the total. */
export interface Disaggregation {
  readonly code: string;
  readonly phrase: string;
  readonly plain: string;
  readonly populations: readonly string[];
  /** Words by which a person asks for it, lower case. */
  readonly words: readonly string[];
}

/** Words by which a person asks for something that is not a figure. */
export interface Subject {
  readonly subject: 'policy' | 'document';
  readonly words: readonly string[];
}

/** A matter people may ask about; its text is `indicator:topic-<id>`. */
export interface Topic {
  readonly id: string;
  readonly indicator: string;
  readonly populations: readonly string[];
}
