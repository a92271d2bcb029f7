import type { Said } from '../../domain/message.js';
import { askedPeriod, type Choice, focusOf, missingOf } from './choose.js';
import { type Figures, figureFor } from './figures.js';
import { sayMenu } from './menu.js';
import { findNearest } from './nearest.js';
import type { Answer } from './query.js';
import { sayValue } from './value.js';
import { nameArgs, sayPlace, together } from './wording.js';

/** So many places are named where a measure exists only elsewhere. */
const ELSEWHERE = 3;

/** One measure in one place: its figure, the nearest one, or that there is none. `notes` are said
 * above the sources. */
export function answerValue(
  figures: Figures,
  choice: Choice,
  now: number,
  notes: readonly Said[] = [],
): Answer {
  const territory = choice.territories[0] ?? '';
  const asked = askedPeriod(choice);
  const found = figureFor(figures.series(choice.indicator, territory, choice.disaggregation), asked);
  const focus = focusOf(choice);
  if (found) {
    const above = [...choice.groupNote, ...notes];
    const { said, shown } = sayValue(figures, found, { latest: !asked, now, notes: above });
    return { outcome: 'answered', said: [said], focus, missing: [], shown };
  }
  const missing = [missingOf(choice, territory)];
  const nearest = findNearest(figures, choice, territory, now);
  if (!nearest) return { outcome: 'not_loaded', said: sayNone(figures, choice), focus, missing, shown: [] };
  const { said, shown } = sayValue(figures, nearest.figure, { latest: false, now });
  return { outcome: 'nearest', said: [together(nearest.said, [said])], focus, missing, shown };
}

/** Nothing of the kind near: the places where it does exist, otherwise what else can be asked. */
function sayNone(figures: Figures, choice: Choice): Said[] {
  const territory = choice.territories[0] ?? '';
  const elsewhere = [...figures.territoriesWith(choice.indicator)].slice(0, ELSEWHERE);
  const args = { ...nameArgs(figures, choice.indicator), place: sayPlace(figures, territory) };
  if (elsewhere.length > 0) {
    const options = elsewhere.map((code) => ({ value: code, label: figures.territory(code)?.name ?? code }));
    return [{ key: 'indicator:only-elsewhere', args, options }];
  }
  const menu = sayMenu(figures, { territory, populations: choice.query.populations });
  return [{ key: 'indicator:not-loaded', args }, menu];
}
