import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { firstBrokenLink } from '../../src/engine/sealing/audit-chain.js';
import { Problem } from '../../src/problem.js';
import { openedCase } from '../fixtures/case.js';
import { ADMIN_TOKEN as TOKEN, openedConsole, type OpenedConsole } from '../support/open-console.js';
import type { OfficialBrowser } from '../support/official.js';
import { type Service, tellConcern } from '../support/whole-service.js';

const TOLD = 'quiero reportar que a mi mamá de 75 años no le entregan los medicamentos en la EPS en Tuluá';

const AT = { 'report:whereabouts': 'barrio <b>Centro</b>' };

let opened: OpenedConsole;
let service: Service;
let official: OfficialBrowser;
const url = (): string => opened.url;

beforeEach(async () => {
  opened = await openedConsole();
  ({ service, official } = opened);
});
afterEach(() => opened.stop());

describe('the door', () => {
  test('nobody without a session sees anything or does anything', async () => {
    const of = await tellConcern(service, TOLD, AT);
    for (const path of [
      '/console',
      '/console/cases',
      `/console/cases/${of.id}`,
      '/console/alerts',
      '/console/agencies',
      '/console/parked',
    ]) {
      await official.open(path);
      expect(official.page).toContain('name="token"');
      expect(official.page).not.toContain(of.code);
    }
    await official.send(`/console/cases/${of.id}/take`, { id: 'a'.repeat(22) });
    expect((await service.stores.cases.find({ id: of.id }))?.version).toBe(of.version);
  });

  test('a wrong key stays outside, and after some tries even the right one waits', async () => {
    await official.enter('clave-equivocada-000000');
    expect([official.status, official.cookie]).toEqual([401, '']);
    for (let tried = 1; tried < 10; tried += 1) await official.enter('otra');
    await official.enter(TOKEN);
    expect([official.status, official.cookie]).toEqual([429, '']);
    service.clock.advance(30_000);
    expect(await official.enter(TOKEN)).toContain('Marta Ruiz');
  });

  test('the cookie is HttpOnly and SameSite=Strict, ends after twelve hours and on leaving', async () => {
    const response = await fetch(`${url()}/console/login`, {
      method: 'POST',
      body: new URLSearchParams({ token: TOKEN, name: 'M' }),
      redirect: 'manual',
    });
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    await official.enter(TOKEN);
    const { cookie } = official;
    await official.press('/console/logout');
    official.cookie = cookie;
    expect(await official.open('/console')).toContain('name="token"');
    await official.enter(TOKEN);
    service.clock.advance(12 * 3_600_000);
    expect(await official.open('/console')).toContain('name="token"');
  });

  test('a cookie that was changed opens nothing, and a form of another session does nothing', async () => {
    await official.enter(TOKEN);
    const of = await tellConcern(service, TOLD, AT);
    await official.open(`/console/cases/${of.id}`);
    await official.press('/take', { csrf: 'otro' });
    expect(official.status).toBe(403);
    expect((await service.stores.cases.find({ id: of.id }))?.version).toBe(of.version);
    official.cookie = official.cookie.replace(/=./, '=A');
    expect(await official.open('/console')).toContain('name="token"');
  });

  test('after the door it goes on where it was going, never elsewhere', async () => {
    await official.open('/console/alerts');
    expect(official.form('/console/login').hidden).toEqual({ to: '/console/alerts' });
    await official.send('/console/login', { token: TOKEN, name: 'M', to: 'https://evil.example/console' });
    expect(official.page).toContain('<h1>Por atender</h1>');
  });
});

describe('a case in the pages', () => {
  beforeEach(async () => {
    await official.enter(TOKEN);
  });

  test('is in the queue, is answered there, and the answer reaches the person in their chat', async () => {
    const of = await tellConcern(service, TOLD, AT);
    expect(await official.open('/console')).toContain(of.code);
    await official.open(`/console/cases/${of.id}`);
    expect(official.page).toContain('NO visitar');
    expect(official.page.indexOf('NO visitar')).toBeLessThan(official.page.indexOf('mi mamá'));
    expect(official.page).toContain('barrio &lt;b&gt;Centro&lt;/b&gt;');
    await official.press('/take');
    await official.press('/resolve', { text: 'La EPS entrega el medicamento el martes.' });
    expect(official.page).toContain('Respondido');
    expect(official.page).toContain('La EPS entrega el medicamento el martes.');
    const told =
      (await service.news()).join('\n') || service.channel.sent.map(({ reply }) => reply.text).join('\n');
    expect(told).toContain('La EPS entrega el medicamento el martes.');
    expect(await official.open('/console')).not.toContain(of.code);
    const stored = await service.stores.cases.find({ id: of.id });
    expect(JSON.stringify(stored)).not.toContain('medicamento');
    expect(stored?.history.at(-1)).toMatchObject({ by: { kind: 'gobernacion', id: 'Marta Ruiz' } });
  });

  test('a form sent twice happens once, a GET changes nothing', async () => {
    const of = await tellConcern(service, TOLD, AT);
    await official.open(`/console/cases/${of.id}`);
    await official.open(`/console/cases/${of.id}`);
    expect((await service.stores.cases.find({ id: of.id }))?.version).toBe(of.version);
    const form = official.form('/message');
    await official.send(form.action, { ...form.hidden, text: 'Estamos en eso.' });
    await official.send(form.action, { ...form.hidden, text: 'Estamos en eso.' });
    const entries = (await service.stores.cases.find({ id: of.id }))?.history ?? [];
    expect(entries.filter(({ event }) => event === 'message')).toHaveLength(1);
  });

  test('is assigned, handed over and asked about; each is told as what it is', async () => {
    const of = await tellConcern(service, TOLD, AT);
    await official.open(`/console/cases/${of.id}`);
    await official.press('/assign', { agency: 'PERSONERIA-76834' });
    expect((await service.stores.cases.find({ id: of.id }))?.assignment.receives).toBe('PERSONERIA-76834');
    await official.press('/deliver');
    expect(official.page).toContain('Entregado a la entidad');
    await official.press('/ask', { text: '¿Cuál es la EPS?' });
    await service.couriers.go('news');
    await service.participa.turns.settled();
    expect(service.channel.sent.map(({ reply }) => reply.text).join('\n')).toContain('¿Cuál es la EPS?');
  });

  test('what cannot be done any more is said, and nothing happens', async () => {
    const of = await tellConcern(service, TOLD, AT);
    await official.open(`/console/cases/${of.id}`);
    const late = official.form('/deliver');
    await official.press('/resolve', { text: 'Listo.' });
    await official.send(late.action, late.hidden);
    expect(official.status).toBe(409);
    expect(official.page).toContain('ya no se puede hacer');
    expect((await service.stores.cases.find({ id: of.id }))?.status).toBe('resolved');
  });

  test('every opening of words is in the audit trail, whose chain holds', async () => {
    const of = await tellConcern(service, TOLD, AT);
    await official.open('/console');
    expect(await service.stores.audit.of(of.id)).toEqual([]);
    await official.open(`/console/cases/${of.id}`);
    await official.press('/take');
    const trail = await service.stores.audit.of(of.id);
    expect(trail.map(({ who, did }) => `${who}: ${did}`)).toEqual([
      'Marta Ruiz: case.words_opened',
      'Marta Ruiz: case.acknowledge',
      'Marta Ruiz: case.words_opened',
    ]);
    expect(firstBrokenLink(await service.stores.audit.all(), service.participa.premises.ring)).toBeNull();
  });

  test('whose person erased it says so', async () => {
    const of = openedCase({ key: null, sealed: {} });
    await service.stores.cases.open(of);
    await official.open(`/console/cases/${of.id}`);
    expect(official.page).toContain('La persona borró sus datos');
    expect(official.page).not.toContain('name="text"');
  });

  test('is found by its code and by its status', async () => {
    const of = await tellConcern(service, TOLD, AT);
    expect(await official.open(`/console/cases?code=${of.code.toLowerCase()}`)).toContain('Lo que contó');
    expect(await official.open('/console/cases?status=assigned')).toContain(of.code);
    expect(await official.open('/console/cases?status=closed')).not.toContain(of.code);
  });
});

describe('danger and messages that failed', () => {
  beforeEach(async () => {
    await official.enter(TOKEN);
  });

  test('danger is at the top until somebody has it', async () => {
    await service.say('auxilio mi marido me está pegando ahora mismo');
    expect(await official.open('/console')).toContain('Peligro sin atender');
    await official.press('/console/alerts/take');
    expect(official.page).toContain('Lo tiene Marta Ruiz');
    expect(await service.stores.alerts.open(10)).toEqual([]);
    expect(await official.open('/console')).not.toContain('Peligro sin atender');
  });

  test('a message whose turn failed is listed until somebody read it', async () => {
    const id = 'terminal:x1';
    const body = { kind: 'text', text: 'mi mensaje <i>perdido</i>' } as const;
    const message = { id: 'x1', channel: 'terminal', address: 'p', at: 1, body };
    await service.stores.inbox.insert({
      id,
      conversation: 'terminal:c',
      message,
      receivedAt: 1,
      attempts: 0,
    });
    await service.stores.inbox.close([id], 'parked');
    expect(await official.open('/console/parked')).toContain('mi mensaje &lt;i&gt;perdido&lt;/i&gt;');
    expect(await service.stores.audit.of('terminal:c')).toHaveLength(1);
    await official.press('/console/parked/dismiss');
    expect(official.page).toContain('No hay mensajes pendientes');
  });

  /** The store refuses one way of being written until it is told otherwise. */
  function refusing(): { heal: () => void } {
    const { cases } = service.stores;
    const { open } = cases;
    cases.open = async () => {
      throw new Problem('case.refused', 'the store refuses this case');
    };
    return { heal: () => (cases.open = open) };
  }

  test('a case that could not be opened waits for an official, who has it opened once', async () => {
    const { heal } = refusing();
    await expect(tellConcern(service, TOLD, AT)).rejects.toThrow('no case was opened');
    expect(service.channel.sent.map(({ reply }) => reply.key)).toContain('report:opened');
    expect(service.logger.entries.map(({ code, reason }) => [code, reason])).toContainEqual([
      'effect_parked',
      'case.refused',
    ]);
    expect(await official.open('/console')).toContain('no pudo terminar');
    await official.open('/console/parked');
    expect(official.page).toContain('Un caso que no se abrió');
    await official.press('/parked/retry');
    expect([official.status, official.page.includes('Volvió a fallar (case.refused)')]).toEqual([409, true]);
    heal();
    const retry = official.form('/parked/retry');
    await Promise.all([official.send(retry.action, retry.hidden), official.send(retry.action, retry.hidden)]);
    expect(await service.stores.cases.list({ limit: 10 })).toHaveLength(1);
    expect(await official.open('/console/parked')).not.toContain('Un caso que no se abrió');
    expect(await official.open('/console')).not.toContain('no pudo terminar');
  });

  test('one that is set aside leaves only who did it and why, and needs a reason', async () => {
    const { heal } = refusing();
    await expect(tellConcern(service, TOLD, AT)).rejects.toThrow('no case was opened');
    heal();
    await official.open('/console/parked');
    await official.press('/parked/set-aside', { reason: '  ' });
    expect(official.status).toBe(400);
    await official.open('/console/parked');
    await official.press('/parked/set-aside', { reason: 'La persona ya lo contó otra vez' });
    expect(official.page).not.toContain('Un caso que no se abrió');
    const kept = await service.participa.premises.connection.collection('parked').find().toArray();
    expect(kept).toMatchObject([
      { kind: 'case.open', aside: { by: 'Marta Ruiz', reason: 'La persona ya lo contó otra vez' } },
    ]);
    expect(kept[0]).not.toHaveProperty('sealed');
    expect(await service.stores.cases.list({ limit: 10 })).toEqual([]);
  });
});
