import { openConsole } from '../../src/bin/console.js';
import { startHttp } from '../../src/http/server.js';
import { OfficialBrowser } from './official.js';
import { openService, type Service } from './whole-service.js';

/** With it an official enters. */
export const ADMIN_TOKEN = 'clave-de-prueba-0123456789';

/** A whole service with its console, and an official's browser before the door. */
export interface OpenedConsole {
  readonly service: Service;
  readonly url: string;
  readonly official: OfficialBrowser;
  stop(): Promise<void>;
}

/** An error of a route fails the test. */
export async function openedConsole(): Promise<OpenedConsole> {
  const service = await openService();
  const { clock, ids, couriers } = service;
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: openConsole(service.config, service.participa, {
      adminToken: ADMIN_TOKEN,
      clock,
      ids,
      couriers,
    }),
    upgrades: [],
    onError: (entry) => {
      throw new Error(JSON.stringify(entry));
    },
  });
  const url = `http://127.0.0.1:${http.port}`;
  return {
    service,
    url,
    official: new OfficialBrowser(url),
    stop: async () => {
      await http.stop();
      await service.stop();
    },
  };
}
