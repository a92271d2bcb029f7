import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openConsole } from '../../src/bin/console.js';
import { createSealer } from '../../src/engine/sealing/sealer.js';
import { type HttpServer, startHttp } from '../../src/http/server.js';
import type { LineStatus } from '../../src/ports/line-status.js';
import { createSentMessages } from '../../src/store/sent-messages.js';
import { OfficialBrowser } from '../support/official.js';
import { openService, type Service } from '../support/whole-service.js';

const TOKEN = 'clave-de-prueba-0123456789';

let service: Service;
let http: HttpServer;
let official: OfficialBrowser;
let line: LineStatus;

beforeEach(async () => {
  service = await openService();
  const { clock, ids, couriers } = service;
  line = { way: 'web', state: 'open', since: clock.now(), waiting: 0 };
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: openConsole(service.config, service.participa, {
      adminToken: TOKEN,
      clock,
      ids,
      couriers,
      line: async () => line,
    }),
    upgrades: [],
    onError: (entry) => {
      throw new Error(JSON.stringify(entry));
    },
  });
  official = new OfficialBrowser(`http://127.0.0.1:${http.port}`);
  await official.enter(TOKEN);
});
afterEach(async () => {
  await http.stop();
  await service.stop();
});

describe('the channels', () => {
  test('a number that works needs nobody', async () => {
    await official.open('/console');
    expect(official.page).not.toContain('/console/channels"><');
    await official.open('/console/channels');
    expect(official.page).toContain('conectado');
    expect(official.page).toContain('no oficial');
    expect(official.page).not.toContain('role="alert"');
  });

  test.each([
    ['logged_out', 'loggedOut', 'WhatsApp cerró la sesión'],
    ['forbidden', 'forbidden', 'WhatsApp bloqueó el número'],
    ['forbidden', 'multideviceMismatch', 'ya no acepta esta vinculación'],
    ['replaced', 'connectionReplaced', 'Otro programa está usando'],
    ['quarantined', 'badSession', 'ya no sirven'],
    ['unlinked', undefined, 'no está vinculado'],
  ] as const)('%s by %s is told on the first page and on its own', async (state, reason, words) => {
    line = { ...line, state, ...(reason === undefined ? {} : { reason }) };
    await official.open('/console');
    expect(official.page).toContain(words);
    await official.open('/console/channels');
    expect(official.page).toContain(words);
    expect(official.page).toContain('role="alert"');
  });

  test('while it is being linked the code to scan is there, and the page asks again by itself', async () => {
    const qr = [
      [true, false],
      [false, true],
    ];
    line = { ...line, state: 'linking', linking: { qr } };
    const answer = await fetch(`http://127.0.0.1:${http.port}/console/channels`, {
      headers: { cookie: official.cookie },
    });
    expect(answer.headers.get('refresh')).toBe('10');
    expect(await answer.text()).toContain('d="M4 4h1v1h-1zM5 5h1v1h-1z"');
    line = { ...line, linking: { pairingCode: 'ABCD1234' } };
    await official.open('/console/channels');
    expect(official.page).toContain('ABCD1234');
  });

  test('messages that did not arrive are counted by the reason the provider gave', async () => {
    const { connection, ring } = service.participa.premises;
    const sealer = createSealer(ring, service.ids.bytes);
    const sent = createSentMessages(connection, sealer, 'whatsapp', () => service.clock.now());
    for (const [id, code] of [
      ['a', '131047'],
      ['b', '131047'],
      ['c', '99'],
    ] as const) {
      await sent.remember(id, { to: 'x', text: 'y' });
      await sent.advance(id, 'failed', code);
    }
    await official.open('/console/channels');
    expect(official.page).toContain('2 mensajes (whatsapp)');
    expect(official.page).toContain('más de 24 horas');
    expect(official.page).toContain('Código del proveedor: 99');
  });
});
