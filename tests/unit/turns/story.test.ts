import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { JsonObject } from '../../../src/domain/json.js';
import { tellMore } from '../../../src/turns/story.js';

const origin = { conversation: 'terminal:x', now: 1_000 };

/** What the case will hold: the parts kept outside where there are any, else what stayed in the dialog. */
function tell(pieces: readonly string[]): { whole: string; told: string } {
  const kept = new Map<string, string>();
  let slots: JsonObject = {};
  for (const piece of pieces) {
    const more = tellMore(slots, piece, origin);
    slots = { ...slots, ...more.slots };
    for (const effect of more.effects) kept.set(String(effect.key), String(effect.data.text));
  }
  const told = String(slots.told);
  const story = slots.story as string[];
  return { whole: story.length > 0 ? story.map((key) => kept.get(key)).join('\n') : told, told };
}

describe('what somebody tells', () => {
  test('a short story stays in the dialog', () => {
    expect(tellMore({}, ' me pegó ', origin)).toEqual({ slots: { told: 'me pegó', story: [] }, effects: [] });
  });

  test('told in pieces of any length, the case holds every word once and in order; the dialog an excerpt', () => {
    const piece = fc
      .tuple(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 0, max: 9 }))
      .map(([n, d]) => `${d}`.repeat(n));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
        const { whole, told } = tell(pieces);
        expect(whole).toBe(pieces.join('\n'));
        expect(told.length).toBeLessThanOrEqual(1_500);
      }),
    );
  });
});
