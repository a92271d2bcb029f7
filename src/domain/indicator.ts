/** The definition of a figure. */
export interface Indicator {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly formula: string;
  readonly denominator?: string;
  readonly groups: readonly string[];
  readonly source: string;
  readonly periodicity: string;
  readonly direction: 'lower_is_better' | 'higher_is_better' | 'neutral';
  /** For a rate: the indicator that holds its number of cases, and the other way round. */
  readonly counterpart?: string;
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
