import type { Said } from '../../domain/message.js';
import { askedPeriod, type Choice, focusOf, missingOf } from './choose.js';
import { type Figures, figureFor } from './figures.js';
import { sayMenu } from './menu.js';
import { findNearest } from './nearest.js';
import type { Answer, Missing } from './query.js';
import { sayValue } from './value.js';
import { nameArgs, sayPlace, together } from './wording.js';

/** At most so many places are named where a measure exists only elsewhere; of more, the person is asked which. */
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
  const missing = [missingOf(choice, choice.territories[0])];
  const nearest = findNearest(figures, choice, territory, now);
  if (!nearest) return answerNone(figures, choice, missing);
  const above = [...nearest.notes, ...notes];
  const { said, shown } = sayValue(figures, nearest.figure, { latest: false, now, notes: above });
  return { outcome: 'nearest', said: [together(nearest.said, [said])], focus, missing, shown };
}

/** Nothing of the kind near: where it does exist (of many places the person is asked which), otherwise what else can
 * be asked. */
function answerNone(figures: Figures, choice: Choice, missing: readonly Missing[]): Answer {
  const [territory] = choice.territories;
  const elsewhere = [...figures.territoriesWith(choice.indicator)];
  const args = { ...nameArgs(figures, choice.indicator), place: sayPlace(figures, territory ?? '') };
  const focus = focusOf(choice);
  if (elsewhere.length > ELSEWHERE) {
    const said: Said = { key: 'indicator:only-others', args };
    const open = { ...focus, territories: [] };
    return { outcome: 'needs_territory', said: [said], focus: open, missing, shown: [] };
  }
  const options = elsewhere.map((code) => ({ value: code, label: figures.territory(code)?.name ?? code }));
  const menu = sayMenu(figures, { territory, populations: choice.query.populations });
  const said: Said[] =
    options.length > 0
      ? [{ key: 'indicator:only-elsewhere', args, options }]
      : [{ key: 'indicator:not-loaded', args }, menu];
  return { outcome: 'not_loaded', said, focus, missing, shown: [] };
}
