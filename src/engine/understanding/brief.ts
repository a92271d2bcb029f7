import type { Recognition, Understander } from '../../domain/understanding.js';
import { BOGOTA_OFFSET_MS } from './calendar.js';
import { lately } from '../lately.js';

/** "1", "sí", "gracias": characters of what so many people write. */
const BRIEF = 12;
const REMEMBERED = 1_000;
const DAY_MS = 86_400_000;

/** Reads brief texts once a day: on which day it is said is all that changes what a text means. What is given out several
 * times is frozen. */
export function rememberingBrief(understand: Understander['understand']): Understander['understand'] {
  const brief = lately((dated) => {
    const [day, text] = [Number(dated.slice(0, dated.indexOf(' '))), dated.slice(dated.indexOf(' ') + 1)];
    return frozen(understand(text, { now: day * DAY_MS - BOGOTA_OFFSET_MS }));
  }, REMEMBERED);
  return (text, context) => {
    if (text.length > BRIEF) return understand(text, context);
    const day = Math.floor(((context?.now ?? Date.now()) + BOGOTA_OFFSET_MS) / DAY_MS);
    return brief(`${day} ${text}`);
  };
}

function frozen(recognition: Recognition): Recognition {
  for (const value of Object.values(recognition)) Object.freeze(value);
  recognition.guesses.forEach(Object.freeze);
  return Object.freeze(recognition);
}
