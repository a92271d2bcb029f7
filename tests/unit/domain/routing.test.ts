import { describe, expect, test } from '@jest/globals';
import { expandAgencies } from '../../../src/domain/agency.js';
import { assignAgency, linesToShow } from '../../../src/domain/routing.js';
import type { Answers } from '../../../src/domain/service.js';
import type { Territory } from '../../../src/domain/territory.js';
import { loadCaseCatalogue } from '../../../src/sources/case-catalogue.js';

const { services, kinds } = loadCaseCatalogue('data');
const place = (code: string, name: string, certifiedEducation: boolean): Territory => ({
  code,
  name,
  kind: 'municipality',
  certifiedEducation,
  aliases: [],
  demonyms: [],
});
const tulua = place('76834', 'Tuluá', true);
const dagua = place('76233', 'Dagua', false);
const department: Territory = { code: '76', name: 'Valle', kind: 'department', aliases: [], demonyms: [] };
const webhook = {
  id: 'COMISARIA-76834',
  kind: 'COMISARIA',
  name: 'Comisaría de Familia de Tuluá',
  territory: '76834',
  connector: 'webhook' as const,
  endpoint: 'https://example.org/hook',
};
const agencies = expandAgencies(kinds.values(), [tulua, dagua, department], [webhook]);

const assign = (id: string, territory: Territory | null, answers: Answers = {}, accused: string[] = []) => {
  const service = services.get(id);
  if (!service) throw new Error(id);
  return assignAgency({ service, answers, territory, kinds, agencies, accused });
};

describe('who receives a case', () => {
  test('the body of the municipality', () => {
    expect(assign('R02', dagua)).toEqual({
      shown: 'COMISARIA',
      receives: 'COMISARIA-76233',
      secondary: ['LINEA_155', 'MUJER_VALLE', 'FISCALIA_122'],
      queue: { reason: 'no_connector' },
      insteadOf: null,
    });
  });

  test('a verified connector needs no queue', () => {
    expect(assign('R02', tulua).queue).toBeNull();
  });

  test('the certified secretariat or the departmental one', () => {
    expect(assign('R18', tulua).receives).toBe('EDU_CERT-76834');
    expect(assign('R18', dagua).receives).toBe('EDU_DPTO');
  });

  test('a school or junta is the Gobernación’s to find, with its name', () => {
    expect(assign('R14', tulua, { school: 'Colegio San Juan' })).toMatchObject({
      receives: null,
      queue: { reason: 'school_unknown', text: 'Colegio San Juan' },
    });
    expect(assign('R37', tulua, { junta: 'Junta La Paz' }).queue).toEqual({
      reason: 'junta_unknown',
      text: 'Junta La Paz',
    });
  });

  test('without a municipality a municipal body is not guessed', () => {
    for (const territory of [null, department])
      expect(assign('R02', territory)).toMatchObject({
        receives: null,
        queue: { reason: 'municipality_unknown' },
      });
    expect(assign('R18', null).queue).toEqual({ reason: 'municipality_unknown' });
    expect(assign('R05', null).receives).toBe('ICBF_141');
  });

  test('no route fits: a visible queue with the reason', () => {
    const service = services.get('R03');
    if (!service) throw new Error('R03');
    expect(
      assignAgency({ service, answers: {}, territory: tulua, kinds, agencies, queue: 'not_family' }),
    ).toMatchObject({ receives: null, secondary: [], queue: { reason: 'not_family' } });
  });

  test('copies depend on what was answered', () => {
    expect(assign('R29', tulua, { minor: 'yes' }).secondary).toEqual(['ICBF_141', 'FISCALIA_122']);
    expect(assign('R29', tulua, { minor: 'no' }).secondary).toEqual(['FISCALIA_122']);
  });
});

describe('an accused body', () => {
  test('of the municipality gives way to its Personería', () => {
    expect(assign('R02', tulua, {}, ['COMISARIA'])).toMatchObject({
      receives: 'PERSONERIA-76834',
      shown: 'PERSONERIA',
      insteadOf: 'COMISARIA',
    });
  });
  test('Personería itself gives way to the Procuraduría', () => {
    expect(assign('R45', tulua, {}, ['PERSONERIA'])).toMatchObject({
      receives: 'PROCURADURIA',
      secondary: ['ALCALDIA-76834'],
    });
  });
  test('national gives way to the Procuraduría', () => {
    expect(assign('R05', tulua, {}, ['ICBF_141']).receives).toBe('PROCURADURIA');
  });
  test('the education secretariat under either name', () => {
    expect(assign('R17', tulua, {}, ['EDU']).receives).toBe('PERSONERIA-76834');
    expect(assign('R17', dagua, {}, ['EDU']).receives).toBe('PROCURADURIA');
  });
  test('with every overseer accused, a person decides', () => {
    expect(assign('R05', tulua, {}, ['ICBF_141', 'PROCURADURIA', 'DEFENSORIA'])).toMatchObject({
      receives: null,
      queue: { reason: 'all_accused' },
    });
  });

  test.each([...services.keys()])('never receives nor sees %s', (id) => {
    for (const kind of kinds.keys()) {
      const { shown, receives, secondary } = assign(id, tulua, { minor: 'yes', family: 'yes' }, [kind]);
      const told = [shown, receives, ...secondary].map((body) => agencies.get(body ?? '')?.kind ?? body);
      expect(told).not.toContain(kind);
      if (kind === 'EDU') expect(told).not.toContain('EDU_CERT');
    }
  });
});

describe('lines', () => {
  test('the ones that apply', () => {
    const service = services.get('R03');
    if (!service) throw new Error('R03');
    expect(linesToShow(service, {})).toEqual(['122']);
    expect(linesToShow(service, { ongoing: 'yes' })).toEqual(['123', '122']);
    expect(linesToShow(service, { ongoing: 'yes' }, ['POLICIA_123'])).toEqual(['122', '123']);
  });
});

test('one body for each municipality, none for what depends on the person', () => {
  expect([...agencies.keys()].filter((id) => id.startsWith('EDU_CERT'))).toEqual(['EDU_CERT-76834']);
  expect(agencies.get('COMISARIA-76233')).toEqual({
    id: 'COMISARIA-76233',
    kind: 'COMISARIA',
    name: 'Comisaría de Familia de Dagua',
    territory: '76233',
    connector: 'none',
  });
  expect([...agencies.keys()].filter((id) => /COMITE_CONVIV|CONV_JAC|EPS|HOSPITAL/.test(id))).toEqual([]);
});
