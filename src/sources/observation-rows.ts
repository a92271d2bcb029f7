import type { Observation } from '../domain/indicator.js';
import { readPeriod } from '../domain/period.js';
import { listOf, type Row } from './table.js';

/** The two headers observations come under: ours, and the one of the department's spreadsheets. */
const SPANISH: Readonly<Record<string, string>> = {
  indicador: 'indicator',
  territorio_cod: 'territory_code',
  territorio: 'territory',
  periodo: 'period',
  desagregacion: 'disaggregation',
  valor: 'value',
  unidad: 'unit',
  n_casos: 'cases',
  fuente_oficial: 'source',
  confianza: 'confidence',
  salvedades: 'caveats',
};

/** Columns without which a file of observations is refused as a whole. */
export const OBSERVATION_COLUMNS = [
  'indicator',
  'territory_code',
  'period',
  'value',
  'unit',
  'source',
] as const;

export type RefusalReason =
  | 'unknown_indicator'
  | 'unknown_territory'
  | 'bad_period'
  | 'bad_value'
  | 'bad_cases'
  | 'missing_unit'
  | 'missing_source'
  | 'bad_confidence'
  | 'unknown_caveat'
  /** The figure stands in the file twice; `what` is the row of the first. */
  | 'duplicate'
  | 'too_many_cells'
  | 'unreadable_row';

/** Why a row was not taken; `what` is the cell that was wrong, a place with its name. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly what: string;
}

/** The codes a row may use. */
export interface KnownCodes {
  readonly indicators: ReadonlySet<string>;
  readonly territories: ReadonlySet<string>;
  readonly caveats: ReadonlySet<string>;
}

/** Our name of a column, whichever of the two headers it comes under. */
export function columnName(header: string): string {
  const name = header.trim().toLowerCase();
  return SPANISH[name] ?? name;
}

/** Makes rows into observations. Repeated texts are shared, so that 100,000 rows stay small. */
export function createObservationReader(known: KnownCodes): (row: Row) => Observation | Refusal {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const share = (text: string): string => {
    const shared = texts.get(text);
    if (shared !== undefined) return shared;
    texts.set(text, text);
    return text;
  };
  const shareList = (cell: string): readonly string[] => {
    const shared = lists.get(cell);
    if (shared) return shared;
    const list = listOf(cell);
    lists.set(cell, list);
    return list;
  };
  return (row) => {
    const refusal = refusalOf(row, known);
    if (refusal) return refusal;
    const caveats = shareList(row.caveats ?? '');
    const strange = caveats.find((code) => !known.caveats.has(code));
    if (strange) return { reason: 'unknown_caveat', what: strange };
    return Object.freeze({
      indicator: share(row.indicator ?? ''),
      territory: share(row.territory_code ?? ''),
      period: share(row.period ?? ''),
      disaggregation: share(row.disaggregation || 'total'),
      value: Number(row.value),
      unit: share(row.unit ?? ''),
      ...(row.cases ? { cases: Number(row.cases) } : {}),
      source: share(row.source ?? ''),
      confidence: (row.confidence || 'baja') as Observation['confidence'],
      caveats,
    });
  };
}

export function isRefusal(read: Observation | Refusal): read is Refusal {
  return 'reason' in read;
}

function refusalOf(row: Row, known: KnownCodes): Refusal | null {
  const refuse = (reason: RefusalReason, what: string | undefined): Refusal => ({ reason, what: what ?? '' });
  if (!known.indicators.has(row.indicator ?? '')) return refuse('unknown_indicator', row.indicator);
  if (!known.territories.has(row.territory_code ?? '')) {
    return refuse('unknown_territory', [row.territory_code, row.territory].filter(Boolean).join(' '));
  }
  if (!readPeriod(row.period ?? '')) return refuse('bad_period', row.period);
  if (!/^-?\d+(\.\d+)?$/.test(row.value ?? '')) return refuse('bad_value', row.value);
  if (!/^(\d+(\.0+)?)?$/.test(row.cases ?? '')) return refuse('bad_cases', row.cases);
  if (!row.unit) return refuse('missing_unit', row.unit);
  if (!row.source) return refuse('missing_source', row.source);
  if (!/^(alta|media|baja)?$/.test(row.confidence ?? '')) return refuse('bad_confidence', row.confidence);
  return null;
}
