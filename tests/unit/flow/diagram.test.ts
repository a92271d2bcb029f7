import { expect, test } from '@jest/globals';
import { diagram } from '../../../src/engine/flow/diagram.js';
import { parseDialog } from '../../../src/engine/flow/dialog.js';

test('every step is a node, every way on an arrow with its condition', () => {
  const dialog = parseDialog(
    {
      id: 'small',
      about: 'A small one.',
      steps: [
        { id: 'ask', confirm: 'sure', yes: 'call', no: 'bye' },
        { id: 'call', call: 'look', on: { found: 'bye', none: 'ask' } },
        { id: 'bye', say: 'bye' },
      ],
    },
    'small.yaml',
  );
  expect(diagram(dialog)).toBe(
    [
      '# small',
      '',
      'A small one.',
      '',
      '```mermaid',
      'flowchart TD',
      '  s0{"confirm sure"}',
      '  s1[["call look"]]',
      '  s2["say bye"]',
      '  stop(((end)))',
      '  s0 -->|yes| s1',
      '  s0 -->|no| s2',
      '  s1 -->|found| s2',
      '  s1 -->|none| s0',
      '  s2 --> stop',
      '```',
      '',
    ].join('\n'),
  );
});
