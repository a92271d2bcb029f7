import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { knownAnswers, openQuestions, settleService, wording } from '../../../src/domain/service.js';
import { loadCaseCatalogue } from '../../../src/sources/case-catalogue.js';
import { skipped } from '../../support/skipped.js';

const catalogue = loadCaseCatalogue('data');
const { services, kinds, procedures } = catalogue;
const service = (id: string) => {
  const found = services.get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe('the shipped services', () => {
  test('are read in the order of their ids, the fifty routes first', () => {
    const ids = [...services.keys()];
    expect(ids).toEqual(ids.toSorted());
    expect(ids.slice(0, 50)).toEqual(
      Array.from({ length: 50 }, (_, n) => `R${String(n + 1).padStart(2, '0')}`),
    );
  });

  test('only the lines that may be shown are shown', () => {
    const allowed = ['123', '122', '141', '155', '106', '602 620 3580'];
    const shown = [...services.values()].flatMap(({ lines }) => lines.map(({ line }) => line));
    expect([...new Set(shown)].filter((line) => !allowed.includes(line))).toEqual([]);
    expect(
      [...kinds.values()]
        .map(({ line }) => line)
        .filter((line) => line !== null)
        .sort(),
    ).toEqual([...allowed].sort());
  });

  test('no text that a citizen reads carries any other number of three or more digits', () => {
    const texts = [...services.values()].flatMap((s) => [
      s.short,
      ...Object.values(s.name),
      ...Object.values(s.advice ?? {}),
      ...s.questions.flatMap(({ question }) => Object.values(question.ask)),
    ]);
    expect(texts.flatMap((text) => text.match(/\d(?: ?\d){2,}/g) ?? []).filter((n) => n !== '141')).toEqual(
      [],
    );
  });

  test('a route for children can be told and asked to a child', () => {
    const silent = [...services.values()]
      .filter((s) => s.populations.some((p) => p === 'infancia' || p === 'adolescencia'))
      .flatMap((s) => [
        ...(s.name.child ? [] : [s.id]),
        ...s.questions.filter(({ question }) => !question.ask.child).map(({ question }) => question.id),
      ]);
    expect(silent).toEqual([]);
  });

  test('every raising condition is a yes/no question of its route', () => {
    const raised = [...services.values()].filter((s) => s.raised);
    expect(raised.map((s) => s.id).filter((id) => id <= 'R50')).toEqual([
      'R04',
      'R06',
      'R07',
      'R10',
      'R13',
      'R16',
      'R24',
      'R33',
      'R36',
      'R41',
      'R44',
    ]);
    for (const s of raised)
      expect(s.questions.find(({ question }) => question.id === s.raised?.question)?.question.kind).toBe(
        'yes_no',
      );
  });

  test('every procedure has its term and basis', () => {
    expect([...services.values()].filter((s) => !procedures.get(s.procedure)?.basis)).toEqual([]);
  });
});

const source = ['../shared/domain/routing.csv'].find((path) => existsSync(path));
const whenPresent = source
  ? test
  : (name: string, _run: () => void) => skipped(name, '../shared is not here');

whenPresent('the services say what the facts say', () => {
  const rows: Record<string, string>[] = parse(readFileSync(source ?? '', 'utf8'), {
    columns: true,
    relax_column_count: true,
  });
  expect(rows).toHaveLength(50);
  for (const row of rows) {
    const s = service(row.id ?? '');
    const facts = {
      id: s.id,
      concern: s.concern,
      populations: s.populations.join(';') || 'any',
      shown: s.shown,
      receives: s.receives,
      procedure: s.procedure,
      urgency: s.urgency,
      raisedTo: s.raised?.to ?? '',
      raisedWhen: s.raised?.when ?? '',
      sensitive: s.sensitive,
      quarantine: s.media === 'quarantine',
      anonymous: s.anonymous,
      secondary: s.secondary.map((x) => x.agency).join(';'),
      term: procedures.get(s.procedure)?.termText,
    };
    expect(facts).toEqual({
      id: row.id,
      concern: row.motivo,
      populations: row.poblacion_ids,
      shown: row.agencia_principal,
      receives: row.recibe_el_caso_escrito,
      procedure: row.procedimiento,
      urgency: row.urgencia,
      raisedTo: row.urgencia_sube_a,
      raisedWhen: row.sube_si,
      sensitive: row.sensible === 'sí',
      quarantine: row.media !== 'opcional',
      anonymous: row.admite_anonimo?.startsWith('sí'),
      secondary: row.agencias_secundarias?.replace('EDU_CERT;EDU_DPTO', 'EDU'),
      term: row.termino,
    });
  }
});

describe('answers decide the route', () => {
  test.each([
    ['R04', {}, 'R04', 'P1', null],
    ['R02', { minor: 'yes' }, 'R04', 'P1', null],
    ['R03', { minor: 'yes', family: 'no' }, 'R05', 'P1', null],
    ['R04', { minor: 'no' }, 'R03', 'P1', null],
    ['R05', { minor: 'no', family: 'no' }, 'R03', 'P1', 'not_family'],
    ['R04', { family: 'no' }, 'R05', 'P1', null],
    ['R05', { family: 'yes', injury_or_under_6: 'yes' }, 'R04', 'P0', null],
    ['R02', { who_partner: 'family' }, 'R03', 'P1', null],
    ['R02', { who_partner: 'other' }, 'R02', 'P1', 'not_family'],
    ['R02', { ongoing: 'yes' }, 'R01', 'P0', null],
    ['R07', { minor: 'yes', recent_or_near: 'yes' }, 'R06', 'P0', null],
    ['R07', { minor: 'no', imminent: 'yes' }, 'R07', 'P0', null],
    ['R43', { minor: 'yes' }, 'R09', 'P0', null],
    ['R11', { hazardous_work: 'no' }, 'R12', 'P2', null],
    ['R14', { school_crime: 'yes', imminent: 'yes' }, 'R16', 'P0', null],
    ['R14', { school_crime: 'no', repeated: 'no' }, 'R15', 'P3', null],
    ['R33', { life_risk: 'yes' }, 'R33', 'P1', null],
    ['R23', { elder_place: 'institution' }, 'R25', 'P1', null],
    ['R21', { self_harm: 'yes' }, 'R20', 'P0', null],
    ['R50', { home_violence: 'yes' }, 'R04', 'P1', null],
  ])('%s with %j is %s at %s', (id, answers, settled, urgency, queue) => {
    const result = settleService(id, answers as Record<string, string>, services);
    expect([result.service.id, result.urgency, result.queue]).toEqual([settled, urgency, queue]);
  });

  test('whether somebody is a minor decides R02, and is not asked there', () => {
    expect(openQuestions(service('R02'), {}).map(({ id }) => id)).toEqual(['ongoing', 'who_partner']);
  });

  test('what is known is not asked', () => {
    const known = knownAnswers({ age: 15, populations: ['adolescencia', 'juventud'] });
    expect(openQuestions(service('R06'), known).map(({ id }) => id)).toEqual(['recent_or_near']);
    expect(knownAnswers({ age: null, populations: ['mujer_adulta'] })).toEqual({ minor: 'no' });
    expect(knownAnswers({ age: null, populations: ['juventud'] })).toEqual({});
    expect(knownAnswers({ age: 18, populations: [] })).toEqual({ minor: 'no' });
  });

  test('each person is told in the wording they need', () => {
    expect(wording(service('R04').name, 'es-CO', true)).toContain('te pega');
    expect(wording(service('R04').name, 'es-CO-x-facil')).toContain('le hace daño');
    expect(wording(service('R27').name, 'es-CO', true)).toBe(service('R27').name['es-CO']);
  });
});
