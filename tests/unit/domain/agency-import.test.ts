import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { phoneToShow } from '../../../src/domain/agency.js';
import { readAgencies } from '../../../src/domain/agency-import.js';
import type { Territory } from '../../../src/domain/territory.js';
import { loadCaseCatalogue } from '../../../src/sources/case-catalogue.js';

const { kinds } = loadCaseCatalogue('data');
const place = (code: string, certifiedEducation: boolean): [string, Territory] => [
  code,
  { code, name: code, kind: 'municipality', certifiedEducation, aliases: [], demonyms: [] },
];
const territories = new Map([
  place('76834', true),
  place('76233', false),
  ['76', { code: '76', name: 'Valle', kind: 'department' as const, aliases: [], demonyms: [] }],
]);
const facts = { kinds, territories, connectors: ['webhook', 'email', 'none'] as const, today: '2026-11-23' };
const good = {
  id: 'COMISARIA-76834',
  kind: 'COMISARIA',
  name: 'Comisaría de Familia de Tuluá',
  divipola: '76834',
  connector: 'webhook',
  endpoint: 'https://tulua.example/casos',
  secret: `whsec_${Buffer.alloc(24, 1).toString('base64')}`,
  phone: '602 224 0000',
  hours: 'lun-vie 08:00-17:00',
  verified_on: '2026-11-20',
  verified_by: 'A. Official',
};
const read = (over: Record<string, string>) => readAgencies([{ row: 2, cells: { ...good, ...over } }], facts);

describe('importing agencies', () => {
  test('a complete row', () => {
    const { agencies, refused } = read({});
    expect(refused).toEqual([]);
    expect(agencies).toEqual([
      {
        id: 'COMISARIA-76834',
        kind: 'COMISARIA',
        name: good.name,
        territory: '76834',
        connector: 'webhook',
        endpoint: good.endpoint,
        secret: good.secret,
        phone: good.phone,
        hours: good.hours,
        verifiedOn: '2026-11-20',
        verifiedBy: 'A. Official',
      },
    ]);
  });

  test.each<[Record<string, string>, string, string]>([
    [{ id: '' }, 'id', 'missing'],
    [{ name: ' ' }, 'name', 'missing'],
    [{ kind: 'COMISARIAS' }, 'kind', 'kind'],
    [{ kind: 'COMITE_CONVIV', id: 'COMITE_CONVIV-76834' }, 'kind', 'kind_open'],
    [{ divipola: '' }, 'divipola', 'municipality'],
    [{ divipola: '76' }, 'divipola', 'municipality'],
    [{ divipola: '05001' }, 'divipola', 'municipality'],
    [{ kind: 'ICBF_141', id: 'ICBF_141' }, 'divipola', 'no_municipality'],
    [{ kind: 'EDU_CERT', id: 'EDU_CERT-76233', divipola: '76233' }, 'divipola', 'not_certified'],
    [{ id: 'COMISARIA-76233' }, 'id', 'id'],
    [{ connector: 'fax' }, 'connector', 'connector'],
    [{ connector: 'open311', jurisdiction_id: 'x' }, 'connector', 'connector_not_built'],
    [{ endpoint: '' }, 'endpoint', 'missing'],
    [{ secret: '' }, 'secret', 'missing'],
    [{ connector: 'email', email: '' }, 'email', 'missing'],
    [{ endpoint: 'http://tulua.example/casos' }, 'endpoint', 'url'],
    [{ endpoint: 'https://user:pass@tulua.example/' }, 'endpoint', 'url'],
    [{ connector: 'email', email: 'a@b' }, 'email', 'email'],
    [{ connector: 'email', email: 'a@b.co,c@d.co' }, 'email', 'email'],
    [{ phone: '123' }, 'phone', 'phone'],
    [{ secret: 'whsec_short' }, 'secret', 'secret'],
    [{ verified_on: '2026-02-30' }, 'verified_on', 'day'],
    [{ verified_on: '' }, 'verified_on', 'not_verified'],
    [{ verified_by: '' }, 'verified_by', 'not_verified'],
    [{ connector: 'none', verified_on: '' }, 'verified_on', 'not_verified'],
    [{ verified_on: '2026-11-24' }, 'verified_on', 'future'],
  ])('%j is refused at %s: %s', (over, field, code) => {
    const { agencies, refused } = read(over);
    expect(agencies).toEqual([]);
    expect(refused).toEqual([
      { row: 2, field, code, value: ({ ...good, ...over } as Record<string, string>)[field]?.trim() ?? '' },
    ]);
  });

  test('a refused row loses nothing else, and a body is named once', () => {
    const rows = [
      { row: 2, cells: good },
      { row: 3, cells: { ...good, id: 'COMISARIA-76233', kind: 'NADA' } },
      { row: 4, cells: { id: 'ICBF_141', kind: 'ICBF_141', name: 'ICBF', connector: '' } },
      { row: 5, cells: good },
    ];
    const { agencies, refused } = readAgencies(rows, facts);
    expect(agencies.map(({ id }) => id)).toEqual(['COMISARIA-76834', 'ICBF_141']);
    expect(refused.map(({ row, code }) => [row, code])).toEqual([
      [3, 'kind'],
      [5, 'twice'],
    ]);
  });

  test('a phone is shown only once an official verified it', () => {
    const [agency] = read({}).agencies;
    if (!agency) throw new Error('no agency');
    expect(phoneToShow(agency)).toBe('602 224 0000');
    const { verifiedBy: _who, ...unverified } = agency;
    expect(phoneToShow(unverified)).toBeNull();
  });
});

test.each(['es-CO', 'es-CO-x-facil'])('%s has words for every refusal', (tag) => {
  const texts = JSON.parse(readFileSync(`locales/${tag}/case.json`, 'utf8')) as Record<string, string>;
  const source = ['agency-import', 'roster']
    .map((file) => readFileSync(`src/domain/${file}.ts`, 'utf8'))
    .join('\n');
  const codes = [
    ...[...source.matchAll(/refuse\(row, \w+?|refuse\(row, '\w+', '(\w+)'\)/g)].map((match) => match[1]),
    ...[...source.matchAll(/wellFormed\('\w+', '(\w+)'/g)].map((match) => match[1]),
  ].filter((code) => code !== undefined);
  expect(codes.length).toBeGreaterThan(20);
  expect([...new Set(codes)].filter((code) => !texts[`import-${code}`])).toEqual([]);
});
