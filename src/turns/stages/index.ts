import type { Stage } from '../beat.js';
import { activeDialog } from './active-dialog.js';
import { commands } from './commands.js';
import { danger } from './danger.js';
import { events } from './events.js';
import { handoff } from './handoff.js';
import { intents } from './intents.js';
import { keepFiles, media } from './media.js';
import { link } from './link.js';
import { otherKinds } from './other-kinds.js';
import { silence } from './silence.js';
import type { StageParts } from './stage-parts.js';

/** The stages of a turn in the order in which they see a message. Before danger only what whoever
 * wrote before has no more to do with is put away, and files are noted. */
export function createStages(parts: StageParts): Stage[] {
  return [
    silence(parts),
    keepFiles(),
    danger(parts),
    link(parts),
    handoff(parts),
    events(parts),
    media(parts),
    otherKinds(parts),
    commands(parts),
    activeDialog(parts),
    intents(parts),
  ];
}
