import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../../src/domain/case.js';
import { JPEG, jpegWithPlace } from '../fixtures/images.js';
import { ADMIN_TOKEN as TOKEN, openedConsole, type OpenedConsole } from '../support/open-console.js';
import type { OfficialBrowser } from '../support/official.js';
import { type Service, tellConcern } from '../support/whole-service.js';

const HEALTH = 'quiero reportar que a mi mamá de 75 años no le entregan los medicamentos en la EPS en Tuluá';
const GROOMING = 'un señor le escribe por internet a mi hija de 12 años en Tuluá y le pide fotos desnuda';
const GIVEN = jpegWithPlace();
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(600_000, 'x')]);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let opened: OpenedConsole;
let service: Service;
let official: OfficialBrowser;
const url = (): string => opened.url;

beforeEach(async () => {
  opened = await openedConsole();
  ({ service, official } = opened);
  await official.enter(TOKEN);
});
afterEach(() => opened.stop());

/** A concern with a file that was given just before it was told. */
async function caseWith(file: Buffer, told: string): Promise<Case> {
  await service.give(file);
  return tellConcern(service, told);
}

const get = (path: string) => fetch(url() + path, { headers: { cookie: official.cookie } });
async function download(of: Case, id: string): Promise<Response> {
  await official.open(`/console/cases/${of.id}`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(official.page)?.[1] ?? '';
  const body = new URLSearchParams({ csrf });
  return fetch(`${url()}/console/cases/${of.id}/evidence/${id}`, {
    method: 'POST',
    headers: { cookie: official.cookie, 'sec-fetch-site': 'same-origin' },
    body,
  });
}
const audited = async (of: Case): Promise<string[]> =>
  (await service.stores.audit.of(of.id)).map(({ did }) => did);

describe('files of a case', () => {
  test('a picture is shown without its metadata; the original is downloaded as it was given; both are noted', async () => {
    const of = await caseWith(GIVEN, HEALTH);
    const [file] = of.evidence ?? [];
    expect(file).toMatchObject({ type: 'image/jpeg', handling: 'open', sha256: sha(GIVEN) });
    const address = `/console/cases/${of.id}/evidence/${file?.id}`;
    await official.open(`/console/cases/${of.id}`);
    expect(official.page).toContain(`src="${address}"`);
    expect(official.page).toContain(sha(GIVEN));
    const shown = await get(address);
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(shown.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await shown.arrayBuffer()).equals(JPEG)).toBe(true);
    const original = await download(of, file?.id ?? '');
    expect(original.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.jpg"$/);
    expect(Buffer.from(await original.arrayBuffer()).equals(GIVEN)).toBe(true);
    expect(await audited(of)).toEqual(expect.arrayContaining(['evidence.viewed', 'evidence.downloaded']));
  });

  test('a document is not shown, only downloaded after a warning', async () => {
    const of = await caseWith(PDF, HEALTH);
    const [file] = of.evidence ?? [];
    await official.open(`/console/cases/${of.id}`);
    expect(official.page).not.toContain('<img');
    expect(official.page).toContain('datos ocultos');
    expect((await get(`/console/cases/${of.id}/evidence/${file?.id}`)).status).toBe(404);
    const original = await download(of, file?.id ?? '');
    expect(original.headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await original.arrayBuffer()).equals(PDF)).toBe(true);
  });

  test('what is quarantined is flagged, and neither shown nor downloaded by anybody', async () => {
    const of = await caseWith(GIVEN, GROOMING);
    const [file] = of.evidence ?? [];
    expect([of.service, file?.handling]).toEqual(['R08', 'quarantined']);
    await official.open(`/console/cases/${of.id}`);
    expect(official.page).toContain('cuarentena');
    expect(official.page).toContain(sha(GIVEN));
    expect(official.page).not.toContain('<img');
    expect((await get(`/console/cases/${of.id}/evidence/${file?.id}`)).status).toBe(404);
    expect((await download(of, file?.id ?? '')).status).toBe(404);
    expect((await audited(of)).filter((did) => did.startsWith('evidence'))).toEqual([]);
  });

  test('nobody without a session or a form of these pages gets a file', async () => {
    const of = await caseWith(GIVEN, HEALTH);
    const address = `${url()}/console/cases/${of.id}/evidence/${of.evidence?.[0]?.id}`;
    for (const answer of [
      await fetch(address, { redirect: 'manual' }),
      await fetch(address, { method: 'POST', redirect: 'manual' }),
    ])
      expect([answer.status, answer.headers.get('location')]).toEqual([
        303,
        expect.stringContaining('/console/login'),
      ]);
    const forged = await fetch(address, { method: 'POST', headers: { cookie: official.cookie } });
    expect(forged.status).toBe(403);
    const other = await caseWith(PDF, HEALTH);
    expect((await get(`/console/cases/${other.id}/evidence/${of.evidence?.[0]?.id}`)).status).toBe(404);
  });

  test('erasing removes the file and its key; the rest of the service forgets it too', async () => {
    const of = await caseWith(GIVEN, HEALTH);
    const [file] = of.evidence ?? [];
    await service.say('mis datos');
    expect((await service.say('ver qué tienen guardado de mí')).join('\n')).toContain('Un archivo');
    await service.say('mis datos');
    await service.say('borrar lo mío');
    await service.say('no');
    await service.say('sí');
    expect((await service.stores.cases.find({ id: of.id }))?.key).toBeNull();
    expect(await service.stores.media.find(file?.id ?? '')).toBeNull();
    expect((await get(`/console/cases/${of.id}/evidence/${file?.id}`)).status).toBe(404);
  });
});
