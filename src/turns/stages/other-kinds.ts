import type { Stage } from '../beat.js';
import type { StageParts } from './stage-parts.js';

/** What says nothing in words is answered kindly, and what was asked is asked again. */
export function otherKinds({ machine }: StageParts): Stage {
  return async (beat, next) => {
    const { body } = beat.message;
    if (beat.input.text.trim() || beat.input.choice !== undefined) return next();
    beat.said.push({
      key: body.kind === 'text' || body.kind === 'choice' ? 'common:empty' : 'common:unsupported',
    });
    await machine.repeat(beat.state, beat.input, beat);
  };
}
