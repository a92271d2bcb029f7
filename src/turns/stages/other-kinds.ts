import type { MessageBody } from '../../domain/message.js';
import type { Stage } from '../beat.js';
import type { StageParts } from './stage-parts.js';

/** What is neither text nor a choice is answered kindly, and what was asked is asked again. */
export function otherKinds({ machine }: StageParts): Stage {
  return async (beat, next) => {
    const { body } = beat.message;
    if (body.kind === 'text' || body.kind === 'choice') {
      if (beat.input.text.trim() || beat.input.choice !== undefined) return next();
      beat.said.push({ key: 'common:empty' });
    } else {
      beat.said.push({ key: isMedia(body) ? 'common:media-not-here' : 'common:unsupported' });
    }
    await machine.repeat(beat.state, beat.input, beat);
  };
}

/** A picture, a voice note or a document, also where the channel could not take it in. */
function isMedia(body: MessageBody): boolean {
  const kinds = ['media', 'image', 'audio', 'video', 'document'];
  return body.kind === 'media' || (body.kind === 'unsupported' && kinds.includes(body.what));
}
