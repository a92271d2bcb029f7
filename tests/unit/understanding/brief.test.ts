import { describe, expect, test } from '@jest/globals';
import type { Recognition, Understander } from '../../../src/domain/understanding.js';
import { rememberingBrief } from '../../../src/engine/understanding/brief.js';

/** Reads the day of Bogotá into `period`, and tells how often it was asked. */
function counting(): { understand: Understander['understand']; asked: string[] } {
  const asked: string[] = [];
  const understand = (text: string, context?: { now: number }): Recognition => {
    asked.push(text);
    const day = new Date((context?.now ?? 0) - 5 * 3_600_000).toISOString().slice(0, 10);
    return { text, period: [day], guesses: [{ intent: 'greet', confidence: 1 }] } as unknown as Recognition;
  };
  return { understand: rememberingBrief(understand), asked };
}

describe('brief texts', () => {
  test('are read once a day, which begins at midnight in Bogotá', () => {
    const { understand, asked } = counting();
    const at = (time: string): readonly string[] => understand('sí', { now: Date.parse(time) }).period;
    expect(at('2026-11-23T05:00:00Z')).toEqual(['2026-11-23']);
    expect(at('2026-11-24T04:59:59Z')).toEqual(['2026-11-23']);
    expect(asked).toHaveLength(1);
    expect(at('2026-11-24T05:00:00Z')).toEqual(['2026-11-24']);
    expect(asked).toHaveLength(2);
  });

  test('nobody can change what another one is given', () => {
    const { understand } = counting();
    const given = understand('1', { now: 0 });
    expect(() => (given.period as string[]).push('2020')).toThrow(TypeError);
    expect(() => ((given.guesses[0] as { intent: string }).intent = 'report')).toThrow(TypeError);
    expect(() => ((given as { text: string }).text = '2')).toThrow(TypeError);
  });

  test('longer ones are read each time, and a text that begins with a number stays whole', () => {
    const { understand, asked } = counting();
    understand('cuanta violencia hay', { now: 0 });
    understand('cuanta violencia hay', { now: 0 });
    expect(asked).toHaveLength(2);
    expect(understand('1 2 3', { now: 0 }).text).toBe('1 2 3');
  });
});
