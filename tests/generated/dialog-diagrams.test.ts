import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { diagram } from '../../src/engine/flow/diagram.js';
import { loadDialogs } from '../../src/sources/dialogs.js';

const FOLDER = resolve('docs/dialogs');

test('docs/dialogs/ draws the dialogs as they are (UPDATE_DOCS=1 draws them anew)', () => {
  const drawn = Object.fromEntries(
    [...loadDialogs(resolve('dialogs')).values()].map((dialog) => [`${dialog.id}.md`, diagram(dialog)]),
  );
  if (process.env.UPDATE_DOCS === '1') {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    for (const [name, text] of Object.entries(drawn)) writeFileSync(resolve(FOLDER, name), text);
  }
  const kept = readdirSync(FOLDER).map((name) => [name, readFileSync(resolve(FOLDER, name), 'utf8')]);
  expect(Object.fromEntries(kept)).toEqual(drawn);
});
