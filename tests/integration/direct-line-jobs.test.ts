import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DirectLineWindow, newToken, openWindow } from '../support/direct-line-window.js';
import { parkConsultation, type Service, startService } from '../support/service.js';

let directory: string;
let service: Service;
const windows: DirectLineWindow[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'direct-line-'));
  service = await startService(directory, [parkConsultation()]);
});
afterAll(async () => {
  for (const opened of windows) opened.close();
  await service.stop();
  rmSync(directory, { recursive: true, force: true });
});

function open(options: object): DirectLineWindow {
  const opened = openWindow(service.url, { webSocket: true, ...options });
  windows.push(opened);
  return opened;
}

/** Says each text once the question before it has come, and taps where the text is a button's label. */
async function talk(window: DirectLineWindow, turns: readonly (readonly [say: string, expected: RegExp])[]) {
  let last = '';
  for (const [text, expected] of turns) {
    const from = window.messages.length;
    const button = window.messages
      .findLast((it) => it.suggestedActions)
      ?.suggestedActions?.actions.find(({ title }) => title === text);
    await window.say({ text, ...(button ? { value: button.value } : {}) });
    last =
      (await window.find((it) => it.from.role === 'bot' && expected.test(it.text ?? ''), from)).text ?? '';
  }
  return last;
}

describe('the three jobs with Microsoft’s Direct Line client', () => {
  test('an official figure, and the same for the next town', async () => {
    const window = open(await tokenOnly());
    const figure = await talk(window, [['oiga cuanta violencia intrafamiliar hay en tulua', /Tuluá/]]);
    expect(figure).toMatch(/por cada 100\.000 habitantes[\s\S]*Fuente: /);
    expect(await talk(window, [['y en Buga?', /Buga/]])).toMatch(/Fuente: /);
  });

  test('a concern is reported, over a reconnect in the middle, and has a code', async () => {
    const { token, conversationId } = await newToken(service.url);
    const window = open({ token });
    await talk(window, [
      ['quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años', /¿Cuál es\?/],
      ['La EPS no atiende', /riesgo la vida/],
    ]);
    const seen = window.messages.length;
    window.close();
    const again = open({ token, conversationId, watermark: String(seen) });
    const code = await talk(again, [
      ['No', /¿En qué municipio/],
      ['Tuluá', /barrio, vereda/],
      ['barrio Centro', /¿Cómo quiere que le respondan/],
      ['Por este chat', /nombre/],
      ['no', /¿Autoriza/],
      ['Sí', /¿Está bien así\?/],
      ['Sí, enviar', /código de seguimiento/],
    ]);
    expect(code).toMatch(/\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/);
  });

  test('a consultation is answered once', async () => {
    const window = open(await tokenOnly());
    const thanks = await talk(window, [
      ['consultas', /¿Cuál consulta/],
      ['El lote de la vereda', /¿Para qué quiere el lote\?/],
      ['Una huerta', /¿Qué más propone\?/],
      ['una cancha', /¿Las envío así\?/],
      ['Sí, enviar', /quedó guardada/],
    ]);
    expect(thanks).toContain('¡Gracias!');
  });
});

const tokenOnly = async (): Promise<{ token: string }> => ({ token: (await newToken(service.url)).token });
