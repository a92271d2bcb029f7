import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, test } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { parkConsultation, type Service, startService } from '../support/service.js';

const shots = process.env.TEST_SCREENSHOTS;

await describeInBrowser('the three jobs on the page', (browser) => {
  let directory: string;
  let service: Service;
  let context: BrowserContext;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'page-jobs-'));
    service = await startService(directory, [parkConsultation()]);
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await service.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function visit(options: object = {}): Promise<Page> {
    context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      locale: 'es-CO',
      ...options,
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await page.goto(service.url);
    return page;
  }

  /** Writes, or taps the option of that name, and waits until the service has said what is expected. */
  async function talk(page: Page, turns: readonly (readonly [string, RegExp])[]): Promise<void> {
    for (const [text, expected] of turns) {
      const option = page.locator('.by-service').last().getByRole('button', { name: text });
      if ((await option.count()) === 1) await option.click();
      else {
        await page.fill('#text', text);
        await page.getByRole('button', { name: /^Enviar$/ }).click();
      }
      await page.locator('.by-service').filter({ hasText: expected }).last().waitFor();
    }
  }

  test('a figure, a report and a consultation, by buttons and words', async () => {
    const page = await visit();
    await talk(page, [['oiga cuanta violencia intrafamiliar hay en tulua', /Fuente: /]]);
    await talk(page, [
      ['quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años', /¿Cuál es\?/],
      ['La EPS no atiende', /riesgo la vida/],
      ['No', /¿En qué municipio/],
    ]);
    if (shots) await page.screenshot({ path: `${shots}/360-report.png` });
    await page.reload();
    await page.getByText('¿En qué municipio').waitFor();
    await talk(page, [
      ['Tuluá', /barrio, vereda/],
      ['barrio Centro', /¿Cómo quiere que le respondan/],
      ['Por este chat', /nombre/],
      ['no', /¿Autoriza/],
      ['Sí', /¿Está bien así\?/],
      ['Sí, enviar', /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/],
    ]);
    if (shots) await page.screenshot({ path: `${shots}/360-code.png` });
    await talk(page, [
      ['consultas', /¿Cuál consulta/],
      ['El lote de la vereda', /¿Para qué quiere el lote\?/],
      ['Una huerta', /¿Qué más propone\?/],
      ['una cancha', /¿Las envío así\?/],
      ['Sí, enviar', /quedó guardada/],
    ]);
  });

  test('without script a form asks a figure and files a report', async () => {
    const page = await visit({ javaScriptEnabled: false });
    await talk(page, [
      ['oiga cuanta violencia intrafamiliar hay en tulua', /Fuente: /],
      ['quiero reportar que la eps no le da los medicamentos a mi abuelo de 80 años', /¿Cuál es\?/],
      ['La EPS no atiende', /riesgo la vida/],
      ['No', /¿En qué municipio/],
      ['Tuluá', /barrio, vereda/],
      ['barrio Centro', /¿Cómo quiere que le respondan/],
      ['Por este chat', /nombre/],
      ['no', /¿Autoriza/],
      ['Sí', /¿Está bien así\?/],
      ['Sí, enviar', /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/],
    ]);
  });
});
