import type { Indicator } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import type { Figures } from './figures.js';
import { nameArgs, together } from './wording.js';

/** What a measure is: what it measures, how it is made, its source and unit, and which way is better. */
export function sayDefinition(figures: Figures, indicator: Indicator): Said {
  const unit = figures.unit(indicator.unit);
  return together(
    { key: 'indicator:define', args: { ...nameArgs(figures, indicator.code), measures: indicator.measures } },
    [
      { key: 'indicator:define-formula', args: { formula: indicator.formulaWords } },
      {
        key: 'indicator:define-unit',
        args: { unit: unit?.many ?? indicator.unit, plainUnit: unit?.plainMany ?? indicator.unit },
      },
      ...sayDirection(indicator),
      {
        key: 'indicator:define-source',
        args: { source: indicator.source, periodicity: indicator.periodicity },
      },
    ],
  );
}

function sayDirection({ direction, lowMayBeUnderreporting }: Indicator): Said[] {
  if (direction === 'neutral') return [];
  if (direction === 'higher_is_better') return [{ key: 'indicator:define-higher' }];
  return [{ key: lowMayBeUnderreporting ? 'indicator:define-lower-reported' : 'indicator:define-lower' }];
}
