import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Service, startService } from '../support/service.js';

let directory: string;
let service: Service;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'web-chat-'));
  service = await startService(directory);
});
afterAll(async () => {
  await service.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Group {
  activities: { from: { role: string }; text: string; replyToId?: string }[];
}

/** A person at the wire, whose token outlives the service. */
class Person {
  headers: Record<string, string> = {};
  path = '';

  async begin(): Promise<this> {
    const answer = await fetch(`${service.url}/v3/directline/tokens/generate`, { method: 'POST' });
    const { token, conversationId } = (await answer.json()) as { token: string; conversationId: string };
    this.headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    this.path = `/v3/directline/conversations/${conversationId}/activities`;
    return this;
  }

  async history(): Promise<Group['activities']> {
    const answer = await fetch(service.url + this.path, { headers: this.headers });
    return ((await answer.json()) as Group).activities;
  }

  /** Says something and resolves with the first answer to it. */
  async ask(text: string): Promise<string> {
    const body = JSON.stringify({ type: 'message', text });
    const answer = await fetch(service.url + this.path, { method: 'POST', headers: this.headers, body });
    const { id } = (await answer.json()) as { id: string };
    await service.settled();
    return (await this.history()).find((it) => it.replyToId === id)?.text ?? '';
  }
}

describe('the web chat of a running service', () => {
  test('answers with an official figure and its source', async () => {
    const person = await new Person().begin();
    const figure = await person.ask('oiga cuanta violencia intrafamiliar hay en tulua');
    expect(figure).toContain('Tuluá');
    expect(figure).toContain('por cada 100.000 habitantes');
    expect(figure).toContain('Fuente:');
  });

  test('a service that was restarted knows the token, the history and what was spoken of', async () => {
    const person = await new Person().begin();
    await person.ask('cuánta violencia intrafamiliar hay en Tuluá');
    const before = await person.history();
    await service.stop();
    service = await startService(directory);
    expect(await person.history()).toEqual(before);
    expect(await person.ask('¿y en Buga?')).toContain('Buga');
  });

  test('danger is answered first, whatever was being asked', async () => {
    const person = await new Person().begin();
    await person.ask('menú');
    expect(await person.ask('mi marido me está pegando')).toMatch(
      /Llame ya al 123\..*Este chat no envía patrullas/,
    );
  });

  test('the page and its plain form answer without script, each form once', async () => {
    const page = await (await fetch(`${service.url}/`)).text();
    const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const form = new URLSearchParams({
      session: '',
      id,
      lang: 'es',
      text: 'cuánta violencia intrafamiliar hay en Cali',
    });
    const post = (body: URLSearchParams, headers = {}) =>
      fetch(`${service.url}/chat-simple`, { method: 'POST', body, headers, redirect: 'manual' });
    const first = await post(form);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const html = await first.text();
    expect(html).toContain('Fuente:');
    const session = /name="session" value="([^"]+)"/.exec(html)?.[1] ?? '';
    form.set('session', session);
    const again = await post(form, { cookie: cookie.split(';')[0] ?? '' });
    expect([again.status, again.headers.get('location')]).toEqual([303, '/chat-simple?lang=es#text']);
    const seen = await fetch(`${service.url}/chat-simple`, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect((await seen.text()).match(/by-person/g)).toHaveLength(1);
  });

  test('a form that another site sends is refused', async () => {
    const body = new URLSearchParams({ session: '', id: 'x', text: 'hola' });
    const send = (headers: Record<string, string>) =>
      fetch(`${service.url}/chat-simple`, { method: 'POST', body, headers });
    expect((await send({ origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send({ origin: service.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('nothing inline may run, only our own pages may frame it', async () => {
    const { headers } = await fetch(`${service.url}/`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
