import { afterAll, expect, test } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { openConsole } from '../../src/bin/console.js';
import { startHttp } from '../../src/http/server.js';
import { jpegWithPlace } from '../fixtures/images.js';
import { describeInBrowser } from '../support/browser.js';
import { openService, tellConcern } from '../support/whole-service.js';

const TOKEN = 'clave-de-prueba-0123456789';

await describeInBrowser("the officials' pages at 360 px", (browser) => {
  afterAll(() => browser.close());

  test('no page is wider than the screen nor has a fault that axe finds', async () => {
    const service = await openService();
    const { clock, ids, couriers } = service;
    const routes = openConsole(service.config, service.participa, {
      adminToken: TOKEN,
      clock,
      ids,
      couriers,
    });
    const http = await startHttp({ host: '127.0.0.1', port: 0, routes, upgrades: [], onError: () => {} });
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    try {
      await service.give(jpegWithPlace());
      const of = await tellConcern(
        service,
        'quiero reportar que a mi mamá de 75 años no le entregan los medicamentos en la EPS en Tuluá',
      );
      await service.say('auxilio mi marido me está pegando ahora mismo');
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${http.port}/console`);
      await page.fill('[name=name]', 'Marta Ruiz');
      await page.fill('[name=token]', TOKEN);
      await page.click('main button');
      for (const path of [
        '',
        '/cases',
        `/cases/${of.id}`,
        '/alerts',
        '/handoffs',
        '/agencies',
        '/channels',
        '/parked',
      ]) {
        await page.goto(`http://127.0.0.1:${http.port}/console${path}`);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      }
    } finally {
      await context.close();
      await http.stop();
      await service.stop();
    }
  }, 60_000);
});
