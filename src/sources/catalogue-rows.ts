import type { Caveat, Disaggregation, Indicator, Subject, Topic, Unit } from '../domain/indicator.js';
import type { Locality, Territory } from '../domain/territory.js';
import { Problem } from '../problem.js';
import { listOf, type Row } from './table.js';

/** What one row of each file of data/ is. Each throws Problem `catalogue_invalid` where a word of a closed list is
 * none of them. */

export function municipalityRow(row: Row): Territory {
  return {
    ...place(row, 'municipality'),
    parent: cell(row, 'code').slice(0, 2),
    subregion: cell(row, 'subregion'),
    certifiedEducation: row.certified_education === 'yes',
    needsContext: row.needs_context === 'yes',
    ...(row.ambiguity_note ? { ambiguity: row.ambiguity_note } : {}),
  };
}

export function territoryRow(row: Row): Territory {
  return place(row, oneOf(row, 'kind', ['country', 'department', 'metropolitan_area', 'municipality']));
}

export function localityRow(row: Row): Locality {
  return {
    name: cell(row, 'name'),
    territory: cell(row, 'territory_code'),
    aliases: listOf(row.aliases),
  };
}

export function indicatorRow(row: Row): Indicator {
  return {
    code: cell(row, 'code'),
    name: cell(row, 'name'),
    shortName: cell(row, 'short_name'),
    plainName: cell(row, 'plain_name'),
    measures: cell(row, 'measures'),
    unit: cell(row, 'unit'),
    formula: cell(row, 'formula'),
    formulaWords: cell(row, 'formula_words'),
    ...(row.denominator ? { denominator: row.denominator } : {}),
    groups: listOf(row.groups),
    source: cell(row, 'source'),
    periodicity: cell(row, 'periodicity'),
    direction: oneOf(row, 'direction', ['lower_is_better', 'higher_is_better', 'neutral']),
    lowMayBeUnderreporting: row.low_may_be_underreporting === 'yes',
    ...(row.counterpart ? { counterpart: row.counterpart } : {}),
    variants: listOf(row.variants),
    related: listOf(row.related),
  };
}

export function caveatRow(row: Row): Caveat {
  return { code: cell(row, 'code'), text: cell(row, 'es_co'), plain: cell(row, 'es_co_x_facil') };
}

export function unitRow(row: Row): Unit {
  return {
    unit: cell(row, 'unit'),
    kind: oneOf(row, 'kind', ['count', 'people', 'rate', 'percent']),
    one: cell(row, 'one'),
    many: cell(row, 'many'),
    plainMany: cell(row, 'plain_many'),
    change: cell(row, 'change'),
  };
}

export function disaggregationRow(row: Row): Disaggregation {
  return {
    code: cell(row, 'code'),
    phrase: cell(row, 'phrase'),
    plain: cell(row, 'plain_phrase'),
    populations: listOf(row.populations),
    words: listOf(row.words),
  };
}

export function topicRow(row: Row): Topic {
  return {
    id: cell(row, 'topic'),
    indicator: cell(row, 'indicator'),
    populations: listOf(row.populations),
  };
}

export function subjectRow(row: Row): Subject {
  return { subject: oneOf(row, 'subject', ['policy', 'document']), words: listOf(row.words) };
}

function place(row: Row, kind: Territory['kind']): Territory {
  return {
    code: cell(row, 'code'),
    name: cell(row, 'name'),
    kind,
    ...(row.parent ? { parent: row.parent } : {}),
    ...(row.say_as && row.say_as !== row.name ? { sayAs: row.say_as } : {}),
    aliases: listOf(row.aliases),
    demonyms: listOf(row.demonyms),
  };
}

function cell(row: Row, column: string): string {
  return row[column] ?? '';
}

function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === row[column]);
  if (found) return found;
  throw new Problem('catalogue_invalid', `${column} is ${row[column]}, not one of ${allowed.join(', ')}`);
}
