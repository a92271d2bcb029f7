import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

const BUNDLE = resolve('var/webchat/node_modules/botframework-webchat/dist/webchat.js');

const page = (url: string): string => `<!doctype html><meta charset="utf-8"><title>Web Chat</title>
<style>#webchat{height:600px;width:360px}</style><div id="webchat" role="main"></div>
<script src="/webchat.js"></script>
<script>
(async () => {
  const answer = await fetch('${url}/v3/directline/tokens/generate', { method: 'POST' });
  const { token } = await answer.json();
  const directLine = window.WebChat.createDirectLine({ domain: '${url}/v3/directline', token });
  window.WebChat.renderWebChat({ directLine, locale: 'es-ES' }, document.getElementById('webchat'));
})();
</script>`;

await describeInBrowser('Microsoft’s Web Chat', (browser) => {
  let server: WebChatServer;
  let host: Server;
  const origins: string[] = [];

  beforeAll(async () => {
    if (!existsSync(BUNDLE)) throw new Error('run it by npm run test:webchat, which installs Web Chat');
    host = createServer((request, response) => {
      const isScript = request.url === '/webchat.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
      response.end(isScript ? readFileSync(BUNDLE) : page(server.url));
    });
    await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
    origins.push(`http://127.0.0.1:${(host.address() as AddressInfo).port}`);
    server = await serveWebChat(
      ({ body }) =>
        body.kind === 'choice'
          ? [{ text: `Escogió ${body.value}.` }]
          : [
              {
                text: 'Hola. ¿Qué quiere hacer?\n1. Conocer una cifra\n2. Ayuda',
                options: [
                  { value: 'indicator', label: 'Conocer una cifra' },
                  { value: 'help', label: 'Ayuda' },
                ],
              },
            ],
      { origins },
    );
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    host.closeAllConnections();
    host.close();
  });

  test('holds a conversation from another origin: words, a button, its own messages once', async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(20_000);
    const window = await context.newPage();
    await window.goto(origins[0] ?? '');
    const box = window
      .locator('[data-testid="send box text area"], .webchat__send-box-text-box__input')
      .first();
    await box.fill('buenas tardes');
    await box.press('Enter');
    await window.getByText('¿Qué quiere hacer?').first().waitFor();
    await window.getByRole('toolbar').getByRole('button', { name: 'Ayuda' }).click();
    await window.getByText('Escogió help.').first().waitFor();
    expect(server.received.map(({ body }) => body)).toEqual([
      { kind: 'text', text: 'buenas tardes' },
      { kind: 'choice', value: 'help', text: 'Ayuda' },
    ]);
    const own = window.locator('.webchat__bubble--from-user', { hasText: 'buenas tardes' });
    expect(await own.count()).toBe(1);
    if (process.env.TEST_SCREENSHOTS)
      await window.screenshot({ path: `${process.env.TEST_SCREENSHOTS}/microsoft-web-chat.png` });
    await context.close();
  });
});
