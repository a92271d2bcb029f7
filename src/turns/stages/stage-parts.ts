import type { Dialog } from '../../engine/flow/dialog.js';
import type { FlowMachine } from '../../engine/flow/machine.js';
import type { Command } from '../commands.js';

export interface StageParts {
  readonly machine: FlowMachine;
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly commandOf: (text: string) => Command | null;
}
