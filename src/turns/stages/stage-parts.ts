import type { Handling } from '../../domain/evidence.js';
import type { Dialog } from '../../engine/flow/dialog.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { Command } from '../commands.js';

export interface StageParts {
  readonly machine: FlowMachine;
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly commandOf: (text: string) => Command | null;
  /** How files of a concern are handled, by service; null while nobody knows which it is. */
  readonly handlingOf: (service: string | null) => Handling;
  readonly handlingOfCase: (id: string) => Promise<Handling>;
  /** Whether a case takes what is added to it: not one that was erased, or that ended. */
  readonly takesFiles: (id: string) => Promise<boolean>;
  /** A text of ours in a locale. */
  readonly words: (locale: string, key: string) => string;
  /** The code of a link that a message is, if it is one. */
  readonly linkCodeOf: (text: string) => string | null;
}
