import { describe, expect, test } from '@jest/globals';
import type { Effect } from '../../../src/domain/message.js';
import { bareTurns } from '../../support/bare-turns.js';
import { START } from '../../support/universe.js';

/** A service whose every turn throws. */
function broken() {
  const alerts: Effect[] = [];
  const { turns, memory, sent } = bareTurns(() => ({
    handlers: { 'danger.alert': async (effect) => void alerts.push(effect) },
    run: async () => {
      throw new TypeError('a defect');
    },
  }));
  const hear = async (text: string): Promise<string[]> => {
    const before = sent.length;
    const id = `m${before}`;
    await turns.receive({
      id,
      channel: 'test',
      address: 'persona',
      at: START,
      body: { kind: 'text', text },
    });
    await turns.settled();
    return sent.slice(before);
  };
  return { hear, alerts, memory };
}

describe('a turn that throws', () => {
  test('apologises, and keeps the message for a person to look at', async () => {
    const { hear, alerts, memory } = broken();
    expect(await hear('cuántos homicidios hubo')).toEqual(['sorry']);
    expect(alerts).toEqual([]);
    expect([...memory.rows.values()]).toMatchObject([{ id: 'test:m0', parked: true }]);
  });

  test('gives who is in danger the line, and alerts the people on call', async () => {
    const { hear, alerts } = broken();
    expect(await hear('mi esposo me pega')).toEqual(['line woman']);
    expect(alerts).toMatchObject([{ data: { kind: 'woman' } }]);
  });
});
