import { describe, expect, test } from '@jest/globals';
import type { Consultation, ConsultationStatus, Response } from '../../../src/domain/consultation.js';
import type { Tally } from '../../../src/engine/forms/tally.js';
import { importForm } from '../../../src/engine/forms/xlsform/import-form.js';
import { keepConsultations } from '../../../src/schedule/consultations.js';
import { runLeased } from '../../../src/schedule/schedule.js';
import { createLeases } from '../../../src/store/leases.js';
import { workbookOf } from '../../fixtures/forms/workbook.js';
import { embeddedStores } from '../../support/embedded-store.js';
import { TestLog } from '../../support/universe.js';

/** 24 May 2026, 08:00 and 18:00 in Bogotá. */
const OPENS = Date.UTC(2026, 4, 24, 13);
const CLOSES = Date.UTC(2026, 4, 24, 23);

function world() {
  const book = workbookOf({
    survey: [
      ['type', 'name', 'label'],
      ['integer', 'edad', '¿Edad?'],
    ],
  });
  const form = importForm(book, 'es-CO').form;
  if (!form) throw new Error('the form of this test is refused');
  const consultation: Consultation = {
    id: 'parque',
    title: { 'es-CO': 'El parque' },
    kind: 'consulta',
    opensAt: OPENS,
    closesAt: CLOSES,
    oncePerPerson: true,
    form,
    status: 'draft',
  };
  const state = { consultation, responses: [] as Response[], tallies: new Map<string, Tally>(), writes: 0 };
  const stores = {
    consultations: {
      all: async () => [state.consultation],
      setStatus: async (_id: string, status: ConsultationStatus) => {
        state.writes += 1;
        state.consultation = { ...state.consultation, status };
      },
    },
    responses: { of: async () => state.responses },
    tallies: {
      of: async (id: string) => state.tallies.get(id) ?? null,
      keep: async (id: string, tally: Tally) => {
        if (!state.tallies.has(id)) state.tallies.set(id, tally);
        return state.tallies.get(id) as Tally;
      },
    },
  };
  const answered = (person: string): Response => ({
    consultation: 'parque',
    person,
    at: OPENS,
    locale: 'es-CO',
    answers: { edad: 20 },
  });
  return { state, answered, at: (now: number) => keepConsultations(stores, now) };
}

describe('consultations by the clock', () => {
  test('open and close to the millisecond of Colombia, and each status is written once', async () => {
    const { state, at } = world();
    await at(OPENS - 1);
    expect(state.consultation.status).toBe('draft');
    await at(OPENS);
    expect(state.consultation.status).toBe('open');
    await at(CLOSES - 1);
    expect(state.consultation.status).toBe('open');
    await at(CLOSES);
    expect(state.consultation.status).toBe('closed');
    await at(CLOSES + 60_000);
    expect(state.writes).toBe(2);
  });

  test('one that nobody was up to open closes all the same', async () => {
    const { state, at } = world();
    await at(CLOSES + 3_600_000);
    expect(state.consultation.status).toBe('closed');
  });

  test('are tallied one run after closing, with what was recorded in between, and never again', async () => {
    const { state, answered, at } = world();
    state.responses.push(answered('a'));
    await at(CLOSES);
    expect(state.tallies.size).toBe(0);
    state.responses.push(answered('b'));
    await at(CLOSES + 60_000);
    expect(state.tallies.get('parque')?.responses).toBe(2);
    state.responses.pop();
    await at(CLOSES + 120_000);
    expect(state.tallies.get('parque')?.responses).toBe(2);
  });
});

describe('a job', () => {
  test('runs in one process at a time, in another when the first is gone, and its failure is only logged', async () => {
    let now = OPENS;
    const { connection, close } = await embeddedStores(() => now);
    try {
      const leases = createLeases(connection, () => now);
      const ran: string[] = [];
      const logger = new TestLog();
      const run = (holder: string) =>
        runLeased(
          { name: 'count', cron: '* * * * *', run: async () => void ran.push(holder) },
          { leases, holder, logger },
        );
      expect(await Promise.all([run('one'), run('two')])).toHaveLength(2);
      expect(ran).toHaveLength(1);
      now += 60_000;
      const other = ran[0] === 'one' ? 'two' : 'one';
      expect(await run(other)).toBe(true);
      const failing = {
        name: 'fails',
        cron: '* * * * *',
        run: async () => {
          throw new Error('words of a person');
        },
      };
      expect(await runLeased(failing, { leases, holder: 'one', logger })).toBe(false);
      expect(logger.entries).toEqual([{ code: 'job_failed', job: 'fails', reason: 'internal' }]);
    } finally {
      await close();
    }
  });
});
