import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkDialog } from '../src/engine/flow/check.js';
import { parseDialog } from '../src/engine/flow/dialog.js';
import { createTexts } from '../src/engine/texts/texts.js';
import { loadDialogs } from '../src/sources/dialogs.js';
import { loadTexts } from '../src/sources/locales.js';
import { callNames } from './support/calls.js';

const dialogs = loadDialogs(resolve('dialogs'));
const texts = createTexts(loadTexts(resolve('locales')));
const around = {
  ...callNames(),
  dialogs: new Set(dialogs.keys()),
  hasText: texts.has,
  locales: texts.locales,
};

describe('dialogs', () => {
  test.each([...dialogs.keys()])('%s has no fault that can be known beforehand', (id) => {
    const dialog = dialogs.get(id);
    expect(dialog && checkDialog(dialog, around)).toEqual([]);
  });

  test('an intent starts one dialog', () => {
    const intents = [...dialogs.values()].flatMap((dialog) => dialog.intents);
    expect(intents.length).toBe(new Set(intents).size);
  });

  test('the checker names each kind of fault', () => {
    const broken = parseDialog(
      {
        id: 'broken',
        about: 'wrong in every way',
        steps: [
          { id: 'a', call: 'nobody.knows', next: 'b' },
          { id: 'b', say: 'no-such-text', next: 'a' },
          { id: 'c', ask: 'common:yes', save: 'x', expect: 'nothing-reads-this', next: 'nowhere' },
          { id: 'd', start: 'no-such-dialog' },
        ],
      },
      'broken.yaml',
    );
    const codes = new Set(checkDialog(broken, around).map((fault) => fault.code));
    expect([...codes].toSorted()).toEqual([
      'loop_without_wait',
      'missing_text',
      'unknown_call',
      'unknown_dialog',
      'unknown_reader',
      'unknown_step',
      'unreachable',
    ]);
  });
});
