import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parkConsultation, type Service, startService } from '../support/service.js';
import { portsOver, startWhatsapp } from '../support/whatsapp.js';
import { session, stanza, streamError } from '../support/whatsapp-session.js';

let directory: string;
let service: Service;
let whatsapp: Awaited<ReturnType<typeof startWhatsapp>>;
let line: ReturnType<typeof session>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'whatsapp-jobs-'));
  whatsapp = await startWhatsapp();
  service = await startService(directory, [parkConsultation()], (ground) => {
    line = session(whatsapp, portsOver(ground.connection));
    return [line.channel];
  });
  await line.channel.opened();
});
afterAll(async () => {
  await service.stop();
  await whatsapp.stop();
  rmSync(directory, { recursive: true, force: true });
});

let count = 0;

/** The person writes each text once the answer to the one before has come. */
async function talk(
  jid: string,
  turns: readonly (readonly [say: string, expected: RegExp])[],
  attrs: Record<string, string> = {},
): Promise<string> {
  let last = '';
  for (const [text, expected] of turns) {
    const from = whatsapp.seen.length;
    const answer = () => whatsapp.seen.slice(from).find((it) => it.to === jid && expected.test(it.text));
    count += 1;
    const t = String(1_700_000_000 + count);
    line.socket().ws.emit('CB:message', await stanza(jid, `JOB${count}`, text, { ...attrs, t }));
    await whatsapp.when(() => answer() !== undefined);
    last = answer()?.text ?? '';
  }
  return last;
}

/** Free text waits for the piece that may follow, up to a second and a half each. */
const SLOW_MS = 120_000;

describe('the three jobs over WhatsApp', () => {
  test('an official figure, and the same for the next town', async () => {
    const jid = '573000000011@s.whatsapp.net';
    const figure = await talk(jid, [['oiga cuanta violencia intrafamiliar hay en tulua', /Tuluá/]]);
    expect(figure).toMatch(/por cada 100\.000 habitantes[\s\S]*Fuente: /);
    expect(await talk(jid, [['y en Buga?', /Buga/]])).toMatch(/Fuente: /);
  });

  test(
    'a concern is reported, over a lost connection in the middle, and has a code',
    async () => {
      const jid = '573000000012@s.whatsapp.net';
      await talk(jid, [
        ['quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años', /¿Cuál es\?/],
        ['La EPS no atiende', /riesgo la vida/],
      ]);
      line.socket().ws.emit('CB:stream:error', streamError(515));
      while (line.sockets.length < 2 || line.channel.status().state !== 'open')
        await new Promise(setImmediate);
      const code = await talk(jid, [
        ['No', /¿En qué municipio/],
        ['Tuluá', /barrio, vereda/],
        ['barrio Centro', /¿Cómo quiere que le respondan/],
        ['Por este chat', /nombre/],
        ['no', /¿Autoriza/],
        ['Sí', /¿Está bien así\?/],
        ['Sí, enviar', /código de seguimiento/],
      ]);
      expect(code).toMatch(/\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/);
    },
    SLOW_MS,
  );

  test(
    'a consultation is answered once, over a change from number to LID in the middle',
    async () => {
      const jid = '573000000013@s.whatsapp.net';
      const lid = '99887766554413@lid';
      await talk(jid, [
        ['consultas', /¿Cuál consulta/],
        ['El lote de la vereda', /¿Para qué quiere el lote\?/],
      ]);
      const thanks = await talk(
        lid,
        [
          ['Una huerta', /¿Qué más propone\?/],
          ['una cancha', /¿Las envío así\?/],
          ['Sí, enviar', /quedó guardada/],
        ],
        { sender_pn: jid, addressing_mode: 'lid' },
      );
      expect(thanks).toContain('¡Gracias!');
      const again = await talk(
        lid,
        [
          ['consultas', /¿Cuál consulta/],
          ['El lote de la vereda', /ya respondió/],
        ],
        { addressing_mode: 'lid' },
      );
      expect(again).toContain('una respuesta por persona');
    },
    SLOW_MS,
  );
});
