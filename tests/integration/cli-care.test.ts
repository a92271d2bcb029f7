import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectStore } from '../../src/store/connect.js';
import { startEmbeddedStore } from '../../src/store/embedded/index.js';
import { createStores } from '../../src/store/index.js';
import { openedCase } from '../fixtures/case.js';
import { Installation } from '../support/participa.js';
import { ids, ring } from '../support/whatsapp.js';

const ROSTER = 'name,phone,email,webhook,hours\nAna,,,https://guardia.example/in,24/7\n';

let here: Installation;
beforeAll(() => {
  here = new Installation();
});
afterAll(() => here.remove());

describe('participa doctor', () => {
  test('fails while nobody is on call, names the reason, and shows no secret', async () => {
    const secret = 'a-secret-of-sixteen-and-more';
    const cared = new Installation({ ADMIN_TOKEN: secret });
    try {
      const ran = await cared.run(['doctor']);
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(/^participa: doctor_failed: .*personas de guardia\.\n$/);
      expect(ran.out).toContain('✘ No hay personas de guardia');
      expect(ran.out).toContain('ADMIN_TOKEN=(set)');
      expect(ran.out + ran.err).not.toContain(secret);
    } finally {
      cared.remove();
    }
  }, 60_000);

  test('is content with a roster that can be reached, and says which bodies are missing', async () => {
    await here.run(['import', 'roster', here.file('roster.csv', ROSTER)]);
    const agencies = `id,kind,name,divipola,connector,endpoint,secret,verified_on,verified_by
COMISARIA-76834,COMISARIA,Comisaría de Tuluá,76834,webhook,https://tulua.example/in,whsec_${Buffer.alloc(24, 1).toString('base64')},2026-01-20,A. Oficial
`;
    await here.run(['import', 'agencies', here.file('agencies.csv', agencies)]);
    const ran = await here.run(['doctor']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).not.toContain('✘');
    expect(ran.out).toContain('✔ El almacén está sano');
    expect(ran.out).toContain('✔ Personas de guardia: 1. De turno ahora: 1.');
    expect(ran.out).toMatch(/✔ Entidades con contacto verificado: 1 de \d+/);
    expect(ran.out).toMatch(/• Sin contacto: .*\(COMISARIA\), 41 de 42\./);
  }, 60_000);

  test('names a body that does not take what waits for it', async () => {
    const { uri, stop } = await startEmbeddedStore({ directory: join(here.folder, 'var', 'store') });
    const connection = await connectStore(uri);
    const { cases, deliveryCounts } = createStores(connection, ring, ids, Date.now);
    await cases.open(openedCase());
    await deliveryCounts.count('COMISARIA-76834', { code: 'connector.timeout', uncertain: true }, Date.now());
    await connection.close();
    await stop();
    const ran = await here.run(['doctor']);
    expect(ran.out).toMatch(/Comisaría de Tuluá no recibe los casos: 1 en espera .*connector\.timeout/);
  }, 60_000);

  test('notices a key that does not open what is stored', async () => {
    const other = new Installation({
      SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
      DATA_DIR: join(here.folder, 'var'),
    });
    try {
      const ran = await other.run(['doctor']);
      expect(ran.code).toBe(1);
      expect(ran.out).toContain('✘ La llave SECRET_KEY no abre lo que está cifrado');
      expect(ran.err).toContain('llave');
    } finally {
      other.remove();
    }
  }, 60_000);
});

describe('participa export-store and import-store', () => {
  test('carry everything into an empty store, which then works the same with the same key', async () => {
    const file = here.file('copy.jsonl');
    const exported = await here.run(['export-store', file]);
    expect([exported.code, exported.err]).toEqual([0, '']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const twice = await here.run(['export-store', file]);
    expect(twice.err).toMatch(/^participa: file_exists: /);

    const there = new Installation();
    try {
      const imported = await there.run(['import-store', file]);
      expect([imported.code, imported.err]).toEqual([0, '']);
      mkdirSync(join(there.folder, 'var'), { recursive: true });
      copyFileSync(join(here.folder, 'var', 'secret.key'), join(there.folder, 'var', 'secret.key'));
      expect((await there.run(['doctor'])).code).toBe(0);
      const again = await there.run(['import-store', file]);
      expect(again.code).toBe(1);
      expect(again.err).toMatch(/^participa: store\.import-not-empty: /);
    } finally {
      there.remove();
    }
  }, 120_000);

  test('a missing file, a cut copy and a folder that is not there are coded lines', async () => {
    const there = new Installation();
    try {
      const absent = await there.run(['import-store', 'absent.jsonl']);
      expect([absent.code, absent.err]).toEqual([1, expect.stringMatching(/^participa: file_unreadable: /)]);
      const lines = readFileSync(here.file('copy.jsonl'), 'utf8').trim().split('\n');
      writeFileSync(there.file('cut.jsonl'), `${lines.slice(0, -1).join('\n')}\n`);
      const cut = await there.run(['import-store', there.file('cut.jsonl')]);
      expect([cut.code, cut.err]).toEqual([
        1,
        expect.stringMatching(/^participa: store\.import-incomplete: /),
      ]);
      const nowhere = await there.run(['export-store', join('no', 'such', 'copy.jsonl')]);
      expect([nowhere.code, nowhere.err]).toEqual([
        1,
        expect.stringMatching(/^participa: file_unwritable: /),
      ]);
      expect(existsSync(join(there.folder, 'no'))).toBe(false);
    } finally {
      there.remove();
    }
  }, 60_000);
});
