import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Installation } from '../support/participa.js';

const HEADER =
  'indicator,territory_code,territory,period,disaggregation,value,unit,cases,source,confidence,caveats';
const AGENCIES =
  'id,kind,name,divipola,connector,endpoint,email,phone,hours,secret,jurisdiction_id,verified_on,verified_by';
const VERIFIED = '2026-01-20,A. Oficial';

let here: Installation;
beforeAll(() => {
  here = new Installation();
});
afterAll(() => here.remove());

describe('participa import observations', () => {
  test('says by row what is new, changed, the same and refused, and a dry run writes nothing', async () => {
    const rows = [
      'NBI,76834,Tuluá,2031,total,5.5,% personas,,DANE,alta,',
      'NO_HAY,76834,Tuluá,2031,total,1,%,,DANE,alta,',
      'NBI,99999,Atlantis,2031,total,1,% personas,,DANE,alta,',
      'NBI,76111,Buga,2031,total,4.5,% personas,,DANE,alta,',
    ];
    const file = here.file('figures.csv', `${HEADER}\n${rows.join('\n')}\n`);
    const dry = await here.run(['import', 'observations', file, '--dry-run']);
    expect(dry.err).toBe('');
    expect(dry.code).toBe(0);
    expect(dry.out).toContain('Nuevas: 2 (filas: 2, 5)');
    expect(dry.out).toContain('no se guardó nada');
    const real = await here.run(['import', 'observations', file]);
    expect(real.out).toContain('Nuevas: 2 (filas: 2, 5)');
    expect(real.out).toContain('Rechazadas: 2');
    expect(real.out).toMatch(/Fila 3: .*NO_HAY/);
    expect(real.out).toMatch(/Fila 4: .*99999 Atlantis/);
    here.file('figures.csv', `${HEADER}\n${rows.join('\n').replace('4.5', '4.6')}\n`);
    const again = await here.run(['import', 'observations', file]);
    expect(again.code).toBe(0);
    expect(again.out).toContain('Cambian: 1 (filas: 5)');
    expect(again.out).toContain('Sin cambios: 1 (filas: 2)');
  }, 60_000);

  test('an imported figure is the one that a citizen hears', async () => {
    const question = 'cual es el nbi de tulua en 2031\n';
    const heard = await here.run(['chat', '--from', 'ana'], question);
    expect(heard.err).toBe('');
    expect(heard.out).toMatch(/5,5\b/);
  }, 60_000);

  test.each([
    ['a missing file', 'absent.csv', undefined, 'file_unreadable'],
    ['another kind of file', 'figures.txt', HEADER, 'file_kind_unknown'],
    ['wrong columns', 'wrong.csv', 'a,b\n1,2\n', 'column_missing'],
    ['an empty file', 'empty.csv', '', 'file_empty'],
  ])(
    '%s gives one coded line and exit code 1',
    async (_what, name, content, code) => {
      const ran = await here.run(['import', 'observations', here.file(name, content)]);
      expect(ran.code).toBe(1);
      expect(ran.out).toBe('');
      expect(ran.err).toMatch(new RegExp(`^participa: ${code}: [^\\n]+\\n$`));
    },
    30_000,
  );

  test('a file without one good row ends with 1', async () => {
    const file = here.file('bad.csv', `${HEADER}\nNO_HAY,76834,Tuluá,2031,total,1,%,,DANE,alta,\n`);
    const ran = await here.run(['import', 'observations', file]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/Fila 2: .*NO_HAY/);
  }, 30_000);
});

describe('participa import agencies', () => {
  test('takes the good rows, refuses a connector that is not built by its name, and shows no secret', async () => {
    const file = here.file(
      'agencies.csv',
      `${AGENCIES}
COMISARIA-76834,COMISARIA,Comisaría de Tuluá,76834,email,,comisaria@tulua.example,,,,,${VERIFIED}
PERSONERIA-76111,PERSONERIA,Personería de Buga,76111,open311,https://buga.example/open311,,,,,buga,${VERIFIED}
COMISARIA-76111,COMISARIA,Comisaría de Buga,76111,webhook,https://buga.example/in,,,,whsec_short,,${VERIFIED}
COMISARIA-76520,COMISARIA,Comisaría de Palmira,76520,email,,comisaria@palmira.example,,,,,,
`,
    );
    const first = await here.run(['import', 'agencies', file]);
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    expect(first.out).toContain('Nuevas: 1 (filas: 2)');
    expect(first.out).toContain('Rechazadas: 3');
    expect(first.out).toMatch(/Fila 3: connector: .*open311/);
    expect(first.out).toMatch(/Fila 4: secret: /);
    expect(first.out).not.toContain('whsec_short');
    expect(first.out).toMatch(/Fila 5: verified_on: /);
    const again = await here.run(['import', 'agencies', file]);
    expect(again.out).toContain('Sin cambios: 1 (filas: 2)');
  }, 60_000);
});

describe('participa import roster', () => {
  const roster = (...rows: string[]): string =>
    here.file('roster.csv', ['name,phone,email,webhook,hours', ...rows, ''].join('\n'));

  test('replaces the people on call, says who leaves, and never with nobody', async () => {
    const first = await here.run(['import', 'roster', roster('Ana,,ana@v.example,,24/7', 'Beto,,,,24/7')]);
    expect(first.code).toBe(0);
    expect(first.out).toContain('Nuevas: 1 (filas: 2)');
    expect(first.out).toMatch(/Fila 3: email: /);
    const nobody = await here.run(['import', 'roster', roster('Beto,,,,24/7')]);
    expect(nobody.code).toBe(1);
    expect(nobody.out).not.toContain('Sale de la lista');
    const dry = await here.run(['import', 'roster', roster('Luz,,luz@v.example,,24/7'), '--dry-run']);
    expect(dry.out).toContain('Sale de la lista: Ana');
    const after = await here.run(['import', 'roster', roster('Ana,,ana@v.example,,24/7')]);
    expect(after.out).toContain('Sin cambios: 1 (filas: 2)');
  }, 60_000);
});
