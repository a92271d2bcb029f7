import type { Catalogue } from '../../domain/catalogue.js';
import type { Said } from '../../domain/message.js';
import type { Population } from '../../domain/understanding.js';
import { askedPeriod, type Choice, chooseGroup, choosePeriods, focusOf, missingOf } from './choose.js';
import { type Figures, figureFor, indexFigures } from './figures.js';
import { sayMenu } from './menu.js';
import { findNearest } from './nearest.js';
import type { Answer, Query } from './query.js';
import { sayValue } from './value.js';
import { nameArgs, sayPlace, together } from './wording.js';

/** Answers questions with official figures; pure. */
export interface Answers {
  /** `now` in milliseconds. */
  answer(query: Query, now: number): Answer;
  /** What a person can ask about, matters of their population first. */
  menu(about?: { readonly territory?: string; readonly populations?: readonly Population[] }): Said;
}

export function createAnswers(catalogue: Catalogue): Answers {
  const figures = indexFigures(catalogue);
  return {
    answer: (query, now) => answer(figures, query, now),
    menu: (about = {}) => sayMenu(figures, about),
  };
}

function answer(figures: Figures, query: Query, now: number): Answer {
  const indicator = query.indicators.find((code) => figures.indicator(code));
  const territories = query.territories.filter((code) => figures.territory(code));
  if (!indicator) {
    const menu = sayMenu(figures, { territory: territories[0], populations: query.populations });
    return { ...nothing('needs_indicator'), said: [menu] };
  }
  const choice: Choice = {
    query,
    indicator,
    ...chooseGroup(figures, indicator, query),
    territories: territories.length > 0 ? territories : onlyPlace(figures, indicator),
    periods: choosePeriods(query.periods),
  };
  if (choice.territories.length === 0 || query.territoryAmbiguous) return askTerritory(figures, choice);
  return answerValue(figures, choice, choice.territories[0] ?? '', now);
}

function nothing(outcome: Answer['outcome']): Answer {
  return { outcome, said: [], focus: null, missing: [], shown: [] };
}

/** Where no municipality has the figure, the place that needs no asking: the department, else the country. */
function onlyPlace(figures: Figures, indicator: string): string[] {
  const places = [...figures.territoriesWith(indicator)].flatMap((code) => figures.territory(code) ?? []);
  if (places.some((place) => place.kind === 'municipality')) return [];
  const order = ['department', 'country', 'metropolitan_area'];
  places.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return places.slice(0, 1).map((place) => place.code);
}

function askTerritory(figures: Figures, choice: Choice): Answer {
  const rivals = choice.territories.map((code) => ({
    value: code,
    label: figures.territory(code)?.name ?? code,
  }));
  const said: Said =
    rivals.length > 1
      ? { key: 'indicator:which-of-these', options: rivals }
      : { key: 'indicator:which-territory', args: nameArgs(figures, choice.indicator) };
  return { ...nothing('needs_territory'), said: [said], focus: { ...focusOf(choice), territories: [] } };
}

function answerValue(figures: Figures, choice: Choice, territory: string, now: number): Answer {
  const asked = askedPeriod(choice);
  const found = figureFor(figures.series(choice.indicator, territory, choice.disaggregation), asked);
  const focus = focusOf(choice);
  if (found) {
    const { said, shown } = sayValue(figures, found, { latest: !asked, now });
    return {
      outcome: 'answered',
      said: [together(said, choice.groupNote)],
      focus,
      missing: [],
      shown,
    };
  }
  const missing = [missingOf(choice, territory)];
  const nearest = findNearest(figures, choice, territory, now);
  if (!nearest) return { ...notLoaded(figures, choice, territory), focus, missing };
  const { said, shown } = sayValue(figures, nearest.figure, { latest: false, now });
  return { outcome: 'nearest', said: [together(nearest.said, [said])], focus, missing, shown };
}

/** Nothing of the kind near: where it does exist is named, otherwise what else can be asked. */
function notLoaded(figures: Figures, choice: Choice, territory: string): Answer {
  const elsewhere = [...figures.territoriesWith(choice.indicator)].slice(0, 3);
  const args = { ...nameArgs(figures, choice.indicator), place: sayPlace(figures, territory) };
  const said: Said =
    elsewhere.length > 0
      ? {
          key: 'indicator:only-elsewhere',
          args,
          options: elsewhere.map((code) => ({ value: code, label: figures.territory(code)?.name ?? code })),
        }
      : { key: 'indicator:not-loaded', args };
  const menu = sayMenu(figures, { territory, populations: choice.query.populations });
  return { ...nothing('not_loaded'), said: elsewhere.length > 0 ? [said] : [said, menu] };
}
