import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Dialog, parseDialog } from '../engine/flow/dialog.js';

/**
 * Reads dialogs/*.yaml.
 * @throws Problem `dialog_invalid` naming file and fault.
 */
export function loadDialogs(directory: string): ReadonlyMap<string, Dialog> {
  const dialogs = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => parseDialog(parse(readFileSync(join(directory, name), 'utf8')), name));
  return new Map(dialogs.map((dialog) => [dialog.id, dialog]));
}
