import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Said } from '../../../src/domain/message.js';
import { PROCEDURES, termTold } from '../../../src/domain/procedure.js';
import type { Urgency } from '../../../src/domain/urgency.js';
import { loadCaseCatalogue } from '../../../src/sources/case-catalogue.js';

const { services, procedures } = loadCaseCatalogue('data');
const told = (id: string, over: { urgency?: Urgency; receivedOn?: string; dueOn?: string } = {}) => {
  const service = services.get(id);
  const procedure = service && procedures.get(service.procedure);
  if (!service || !procedure) throw new Error(id);
  return termTold({
    service,
    procedure,
    urgency: over.urgency ?? service.urgency,
    receivedOn: over.receivedOn ?? null,
    dueOn: over.dueOn ?? null,
    transferOn: '2026-11-30',
  });
};
const keys = (said: readonly Said[]) => said.map(({ key }) => key);
const PETITION = ['case:term-petition', 'case:term-counted', 'case:term-transfer', 'case:term-starts-later'];

describe('what is told about time', () => {
  test('before the competent body has it, only our transfer term runs', () => {
    const { said, toVerify } = told('R18');
    expect(said).toEqual([
      {
        key: 'case:term-transfer',
        args: {
          days: 5,
          due: { key: 'case:day', args: { day: 30, month: { key: 'case:month-11' }, year: 2026 } },
        },
      },
      { key: 'case:term-starts-later' },
    ]);
    expect(toVerify).toBe(false);
  });

  test('from its receipt the petition term is counted', () => {
    const { said } = told('R18', { receivedOn: '2026-12-04', dueOn: '2026-12-29' });
    expect(keys(said)).toEqual(['case:term-counted']);
    expect(said[0]?.args).toMatchObject({ days: 15 });
  });

  test.each([
    'R01',
    'R02',
    'R04',
    'R06',
    'R17',
    'R20',
    'R25',
    'R34',
    'R35',
    'R36',
    'R40',
    'R48',
  ])('%s asks for protection: no petition term, whatever is known', (id) => {
    const { said } = told(id, { receivedOn: '2026-12-04', dueOn: '2026-12-29' });
    expect(keys(said).filter((key) => PETITION.includes(key))).toEqual([]);
  });

  test('nor does a sensitive case that became urgent', () => {
    expect(keys(told('R45').said)).toContain('case:term-transfer');
    expect(keys(told('R45', { urgency: 'P1' }).said)).toEqual(['case:term-protected']);
  });

  test('an unconfirmed term says so', () => {
    expect(told('R02')).toEqual({ said: [{ key: 'case:term-protection' }], toVerify: true });
    expect(told('R01').toVerify).toBe(false);
  });

  test.each(['es-CO', 'es-CO-x-facil'])('%s has words for each', (tag) => {
    const texts = JSON.parse(readFileSync(`locales/${tag}/case.json`, 'utf8')) as Record<string, string>;
    const needed = [
      ...PROCEDURES.map((id) => `term-${id}`),
      ...['protected', 'transfer', 'starts-later', 'counted', 'to-verify'].map((id) => `term-${id}`),
    ];
    expect(needed.filter((key) => !texts[key])).toEqual([]);
  });
});
