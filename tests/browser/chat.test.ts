import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { mkdirSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { chatSessions } from '../../src/channels/web-chat/sessions.js';
import type { Message } from '../../src/domain/message.js';
import { loadTexts } from '../../src/sources/locales.js';
import { webRoutes } from '../../src/web/routes.js';
import type { PageTexts } from '../../src/web/words.js';
import { JPEG } from '../fixtures/images.js';
import { describeInBrowser } from '../support/browser.js';
import { serveWebChat, type WebChatServer } from '../support/web-chat.js';

const shots = process.env.TEST_SCREENSHOTS;

/** What Chromium's tools call Slow 3G: 400 ms there and back, 400 kbit/s. */
const SLOW_LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

const MENU = {
  text: '¿Qué quiere hacer?\n1. Conocer una cifra\n2. Contar una situación que vulnera derechos',
  options: [
    { value: 'indicator', label: 'Conocer una cifra' },
    { value: 'report', label: 'Contar una situación que vulnera derechos' },
  ],
};
const FIGURE =
  'En *Tuluá*, en 2024, hubo *182,4* casos de violencia intrafamiliar por 100.000 habitantes (412 casos).\n\nFuente: Policía Nacional. Si está en peligro llame al *123*.';

function answer({ body }: Message) {
  if (body.kind === 'choice') return [{ text: `Escogió ${body.value}.` }];
  if (body.kind === 'text' && /men[uú]/.test(body.text)) return [MENU];
  return [{ text: FIGURE }];
}

const texts = Object.fromEntries(
  Object.entries(loadTexts(resolve('locales'))).flatMap(([locale, files]) =>
    files.web ? [[locale, files.web]] : [],
  ),
) as PageTexts;

await describeInBrowser('the page', (browser) => {
  let server: WebChatServer;
  /** Origins that may embed the page. */
  const framers: string[] = [];
  let context: BrowserContext;
  let faults: string[] = [];
  /** What a test provokes. */
  let expected = /^$/;

  beforeAll(async () => {
    server = await serveWebChat(answer, {
      routes: (channel, clock) =>
        webRoutes({
          sessions: chatSessions(channel, clock),
          ids: { next: () => crypto.randomUUID().replaceAll('-', ''), bytes: (n) => new Uint8Array(n) },
          texts,
          defaultLocale: 'es-CO',
          origins: framers,
          publicFolder: resolve('src/web/public'),
          secure: false,
        }),
    });
    if (shots) mkdirSync(shots, { recursive: true });
  });
  afterEach(async () => {
    server.refuse = false;
    await context.close();
    const seen = faults.filter((it) => !expected.test(it));
    faults = [];
    expected = /^$/;
    expect(seen).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function visit(options: object = {}, path = '/'): Promise<Page> {
    context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      locale: 'es-CO',
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(server.url + path);
    return page;
  }
  const say = async (page: Page, text: string): Promise<void> => {
    await page.fill('#text', text);
    await page.press('#text', 'Enter');
  };
  const last = (page: Page) => page.locator('.log .message').last();
  const look = async (page: Page, name: string): Promise<void> => {
    if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
      .analyze();
    expect(violations.map((it) => [it.id, it.nodes.map((node) => node.html)])).toEqual([]);
  };

  test('a question is answered, an option is tapped, and a reload keeps the conversation', async () => {
    const page = await visit();
    await look(page, '360-start');
    await say(page, 'oiga cuánta violencia intrafamiliar hay en tulua');
    await page.getByText('182,4').waitFor();
    expect(await last(page).locator('a[href="tel:123"]').count()).toBe(1);
    await say(page, 'menú');
    await page.getByRole('button', { name: '2. Contar una situación' }).waitFor();
    await look(page, '360-options');
    await page.getByRole('button', { name: '2. Contar una situación' }).click();
    await page.getByText('Escogió report.').waitFor();
    const before = await page.locator('.log .words').allInnerTexts();
    await page.reload();
    await page.getByText('Escogió report.').waitFor();
    expect(await page.locator('.log .words').allInnerTexts()).toEqual(before);
  });

  const photo = { name: 'foto.jpg', mimeType: 'image/jpeg', buffer: JPEG };
  const files = () => server.received.filter(({ body }) => body.kind === 'media').length;

  test('a photo goes by the paper clip, is shown as sent, and stays after a reload', async () => {
    const page = await visit();
    const before = files();
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Adjuntar una foto' }).click();
    await (await choosing).setFiles(photo);
    await page.getByText('182,4').waitFor();
    expect(files()).toBe(before + 1);
    await look(page, '360-photo');
    await page.reload();
    await page.getByText('foto.jpg').waitFor();
    expect(files()).toBe(before + 1);
  });

  test('a photo that cannot be sent is told, and what else is written goes on', async () => {
    expected = /Failed to load resource/;
    const page = await visit();
    await say(page, 'hola');
    await page.getByText('182,4').first().waitFor();
    await context.setOffline(true);
    await page.locator('#file').setInputFiles(photo);
    await page.getByText('No se pudo enviar el archivo').waitFor();
    await context.setOffline(false);
  });

  test('without script a photo goes by a form of its own', async () => {
    const page = await visit({ javaScriptEnabled: false });
    await page.fill('#text', 'hola');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText('182,4').waitFor();
    await page.goto(`${server.url}/chat-simple`);
    const before = files();
    await page.locator('input[type=file]').setInputFiles(photo);
    await page.getByRole('button', { name: 'Enviar el archivo' }).click();
    await page.getByRole('link', { name: 'Ver si hay respuesta' }).waitFor();
    expect(files()).toBe(before + 1);
  });

  test('what is written without a network is kept and sent once when it is back', async () => {
    const page = await visit();
    await say(page, 'hola');
    await page.getByText('182,4').waitFor();
    expected = /ERR_INTERNET_DISCONNECTED|WebSocket/;
    await context.setOffline(true);
    await say(page, 'el menú otra vez');
    await page.getByText('Pendiente: se envía').waitFor();
    expect(await page.locator('#status').innerText()).toMatch(/^Sin señal/);
    await look(page, '360-offline');
    await context.setOffline(false);
    await page.getByRole('button', { name: '1. Conocer una cifra' }).waitFor();
    expect(await page.getByText('Pendiente: se envía').count()).toBe(0);
    expect(await page.locator('.by-person').count()).toBe(2);
    expect(
      server.received.filter(({ body }) => body.kind === 'text' && body.text === 'el menú otra vez'),
    ).toHaveLength(1);
  });

  test('what the service could not store is sent again, and is one message', async () => {
    const page = await visit();
    expected = /503/;
    server.refuse = true;
    await say(page, 'una sola vez');
    await page.getByText('El servicio está ocupado').waitFor();
    await page.reload();
    await page.getByText('una sola vez').waitFor();
    server.refuse = false;
    await page.getByText('182,4').waitFor();
    expect(await page.locator('.by-person').count()).toBe(1);
    expect(await page.evaluate(() => Object.keys(localStorage).join())).not.toContain('outbox');
  });

  test('a second tab shows the same conversation; a quick exit in one empties both', async () => {
    const page = await visit();
    await say(page, 'menú');
    await page.getByRole('button', { name: '1. Conocer una cifra' }).waitFor();
    const second = await context.newPage();
    await second.goto(server.url);
    await second.getByRole('button', { name: '1. Conocer una cifra' }).waitFor();
    await say(second, 'desde la otra');
    await page.getByText('desde la otra').waitFor();
    await page.getByText('182,4').waitFor();
    await page.getByRole('link', { name: 'Salir rápido' }).click();
    await page.waitForURL('about:blank');
    await second.waitForURL('about:blank');
    await page.goBack().catch(() => null);
    expect(await page.getByText('desde la otra').count()).toBe(0);
    await page.goto(server.url);
    await page.getByText('¡Hola!').waitFor();
    expect(await page.locator('.message').count()).toBe(1);
    const held = await page.evaluate(() => Object.values(localStorage).join());
    expect(held).not.toMatch(/desde la otra|menú/);
  });

  test.each([
    ['es', 'es-CO', 'light'],
    ['facil', 'es-CO', 'dark'],
    ['en', 'en', 'dark'],
  ] as const)('at 1280 px in %s it has no accessibility fault', async (lang, tag, colorScheme) => {
    const page = await visit({ viewport: { width: 1280, height: 800 }, colorScheme }, `/?lang=${lang}`);
    expect(await page.getAttribute('html', 'lang')).toBe(tag);
    await say(page, 'cuánta violencia');
    await page.getByText('182,4').waitFor();
    await say(page, 'menú');
    await page.getByRole('button', { name: '1. Conocer una cifra' }).waitFor();
    await page.locator('#more summary').click();
    await look(page, `1280-${lang}`);
  });

  test('large letters are kept, and nothing is cut at 360 px', async () => {
    const page = await visit({ colorScheme: 'dark' });
    await page.locator('#more summary').click();
    await page.getByRole('button', { name: 'Letra grande' }).click();
    await page.reload();
    await say(page, 'menú');
    await page.getByRole('button', { name: '1. Conocer una cifra' }).waitFor();
    await look(page, '360-large');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 320, height: 568 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });

  test('lectura fácil is one tap away', async () => {
    const page = await visit();
    await page.getByRole('button', { name: 'Lectura fácil' }).click();
    await page.waitForURL(/lang=facil/);
    await page.getByRole('button', { name: 'Lectura normal' }).waitFor();
    await page.getByText('lectura fácil', { exact: true }).waitFor();
    const asked = server.received.at(-1);
    expect(asked?.body).toEqual({ kind: 'text', text: 'lectura fácil' });
    await say(page, 'y ahora');
    await page.getByText('182,4').last().waitFor();
    expect(server.received.at(-1)?.locale).toBe('es-CO-x-facil');
  });

  test('without script a form asks, answers, takes an option and leaves', async () => {
    const page = await visit({ javaScriptEnabled: false });
    await page.fill('#text', 'oiga cuánta violencia hay en tulua');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByText('182,4').waitFor();
    await page.fill('#text', 'menú');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.getByRole('button', { name: '2. Contar una situación' }).click();
    await page.getByText('Escogió report.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/chat-simple');
    const before = server.received.length;
    await page.reload();
    expect(await page.locator('.by-person').count()).toBe(3);
    expect(server.received).toHaveLength(before);
    if (shots) await page.screenshot({ path: `${shots}/360-simple.png`, fullPage: true });
    await page.getByRole('button', { name: 'Salir rápido' }).click();
    expect(await page.content()).not.toContain('violencia');
    await page.goto(`${server.url}/chat-simple`);
    expect(await page.locator('.by-person').count()).toBe(0);
  });

  test('the plain page has no accessibility fault', async () => {
    const page = await visit({}, '/chat-simple');
    await look(page, '360-simple-start');
    await page.fill('#text', 'hola');
    await page.getByRole('button', { name: 'Enviar', exact: true }).click();
    await page.goto(`${server.url}/chat-simple`);
    await page.locator('input[type=file]').waitFor();
    await look(page, '360-simple-file');
  });

  test('the first load weighs at most 60 KB, and an old phone on a slow line can ask', async () => {
    context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'es-CO' });
    const page = await context.newPage();
    let bytes = 0;
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW_LINE);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    const began = Date.now();
    await page.goto(server.url, { waitUntil: 'load' });
    const loaded = Date.now() - began;
    expect(bytes).toBeGreaterThan(5_000);
    expect(bytes).toBeLessThanOrEqual(60 * 1024);
    await say(page, 'oiga cuánta violencia intrafamiliar hay en tulua');
    await page.getByText('182,4').waitFor({ timeout: 20_000 });
    const answered = Date.now() - began;
    process.stderr.write(
      `page: ${bytes} bytes, loaded ${loaded} ms, first answer ${answered} ms (slow line)\n`,
    );
  });

  test('a listed page opens the chat in a frame, another one cannot, and quick exit leaves the page too', async () => {
    const host = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<!doctype html><title>Alcaldía</title><script src="${server.url}/embed.js" async></script>`,
      );
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    const port = (host.address() as AddressInfo).port;
    framers.push(`http://127.0.0.1:${port}`);
    context = await browser.newContext({ locale: 'es-CO' });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    try {
      await page.goto(`http://127.0.0.1:${port}`);
      await page.getByRole('button', { name: 'Abrir el chat' }).click();
      const chat = page.frameLocator('iframe');
      await chat.locator('#text').fill('cuánta violencia');
      await chat.locator('#text').press('Enter');
      await chat.getByText('182,4').waitFor();
      framers.length = 0;
      await page.reload();
      await page.getByRole('button', { name: 'Abrir el chat' }).click();
      await expect(
        page.frameLocator('iframe').locator('#text').waitFor({ timeout: 1_500 }),
      ).rejects.toThrow();
      framers.push(`http://127.0.0.1:${port}`);
      await page.reload();
      await page.getByRole('button', { name: 'Abrir el chat' }).click();
      await page.frameLocator('iframe').getByRole('link', { name: 'Salir rápido' }).click();
      await page.waitForURL('about:blank');
    } finally {
      host.closeAllConnections();
      host.close();
    }
  });
});
