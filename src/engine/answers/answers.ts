import type { Catalogue } from '../../domain/catalogue.js';
import type { Indicator } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import type { Operation, Population, Recognition } from '../../domain/understanding.js';
import { type Choice, chooseGroup, chooseIndicator, choosePeriods, focusOf } from './choose.js';
import { sayDefinition } from './define.js';
import { type Figures, indexFigures } from './figures.js';
import { sayMenu } from './menu.js';
import type { Answer, Query } from './query.js';
import { readQuery } from './reading.js';
import { answerComparison, answerRanking, answerTrend } from './several.js';
import { answerValue } from './single.js';
import { isRange } from './trend.js';
import { nameArgs, together } from './wording.js';

/** Answers questions with official figures; pure. */
export interface Answers {
  /** The question inside what was understood. */
  query(recognition: Recognition): Query;
  /** `now` in milliseconds. Unknown codes and unreadable periods are left out of the question. */
  answer(query: Query, now: number): Answer;
  /** What a person can ask about, matters of their population first. */
  menu(about?: { readonly territory?: string; readonly populations?: readonly Population[] }): Said;
}

export function createAnswers(catalogue: Catalogue): Answers {
  const figures = indexFigures(catalogue);
  return {
    query: (recognition) => readQuery(figures, recognition),
    answer: (query, now) => answer(figures, query, now),
    menu: (about = {}) => sayMenu(figures, about),
  };
}

function answer(figures: Figures, query: Query, now: number): Answer {
  const territories = [...new Set(query.territories)].filter((one) => figures.territory(one));
  const indicator = figures.indicator(chooseIndicator(figures, query, territories) ?? '');
  if (query.subject && query.subject !== 'figure') {
    return answerUnloaded(figures, query.subject, indicator, territories[0]);
  }
  if (!indicator) {
    const menu = sayMenu(figures, { territory: territories[0], populations: query.populations });
    return ask('needs_indicator', menu);
  }
  const choice: Choice = {
    query,
    indicator: indicator.code,
    ...chooseGroup(figures, indicator.code, query),
    territories: territories.length > 0 ? territories : onlyPlace(figures, indicator.code),
    periods: choosePeriods(query.periods),
  };
  const operation = operationOf(choice);
  if (operation === 'define') {
    const said = [sayDefinition(figures, indicator)];
    return { outcome: 'answered', said, focus: focusOf(choice), missing: [], shown: [] };
  }
  if (operation === 'rank') return answerRanking(figures, choice, now);
  if (choice.territories.length === 0 || query.territoryAmbiguous) return askTerritory(figures, choice);
  if (operation === 'compare') return answerComparison(figures, choice, now);
  return operation === 'trend' ? answerTrend(figures, choice, now) : answerValue(figures, choice, now);
}

/** A policy or a document: said not to be loaded, never invented; what is asked about is defined where it is known. */
function answerUnloaded(
  figures: Figures,
  subject: 'policy' | 'document',
  indicator: Indicator | undefined,
  territory: string | undefined,
): Answer {
  const said: Said = { key: `indicator:${subject}-not-loaded` };
  const known = subject === 'document' && indicator ? [sayDefinition(figures, indicator)] : [];
  const missing = { subject, indicator: indicator?.code ?? null, territory: territory ?? null };
  return {
    ...ask('not_loaded', together(said, known)),
    missing: [{ ...missing, period: null, disaggregation: null }],
  };
}

/** What is to be done: named by the person, or seen from several places or several periods. */
function operationOf({ query, territories, periods }: Choice): Operation {
  if (query.operation === 'define' || query.operation === 'rank') return query.operation;
  if (territories.length > 1) return 'compare';
  if (query.operation === 'trend' || periods.length > 1 || periods.some(isRange)) return 'trend';
  return 'value';
}

function ask(outcome: Answer['outcome'], said: Said): Answer {
  return { outcome, said: [said], focus: null, missing: [], shown: [] };
}

/** Where no municipality has the figure, the place that needs no asking: the department, else the country. */
function onlyPlace(figures: Figures, indicator: string): string[] {
  const places = [...figures.territoriesWith(indicator)].flatMap((code) => figures.territory(code) ?? []);
  if (places.some((place) => place.kind === 'municipality')) return [];
  const order = ['department', 'country', 'metropolitan_area'];
  places.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return places.slice(0, 1).map((place) => place.code);
}

/** Asks for the place, or which one of the rivals for a name; the rest is remembered in the focus. */
function askTerritory(figures: Figures, choice: Choice): Answer {
  const rivals = choice.territories.map((code) => ({
    value: code,
    label: figures.territory(code)?.name ?? code,
  }));
  const said: Said =
    rivals.length > 1
      ? { key: 'indicator:which-of-these', options: rivals }
      : { key: 'indicator:which-territory', args: nameArgs(figures, choice.indicator) };
  return { ...ask('needs_territory', said), focus: { ...focusOf(choice), territories: [] } };
}
