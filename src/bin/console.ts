import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { consoleRoutes } from '../console/routes.js';
import { Sessions } from '../console/session.js';
import { PACKAGE_ROOT } from '../config.js';
import type { Participa } from '../main.js';
import type { Clock } from '../ports/clock.js';
import type { Route } from '../ports/http.js';
import type { Ids } from '../ports/ids.js';
import type { LineStatus } from '../ports/line-status.js';
import type { Couriers } from '../turns/couriers/couriers.js';

export interface ConsoleSurroundings {
  readonly adminToken: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly couriers: Couriers;
  /** How the WhatsApp number stands, where there is one. */
  readonly line?: (() => Promise<LineStatus>) | undefined;
}

/** The officials' pages over an open service. */
export function openConsole(config: Config, participa: Participa, around: ConsoleSurroundings): Route[] {
  const { stores, mind, ring, agencies, media } = participa.premises;
  const { adminToken, clock, ids, couriers, line } = around;
  const sessions = new Sessions({
    adminToken,
    key: ring.keyFor('console'),
    clock,
    ids,
    secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
  });
  const parts = {
    ...stores,
    media,
    line: async () => (await line?.()) ?? null,
    turns: participa.turns,
    agencies,
    services: mind.cases.services,
    procedures: mind.cases.procedures,
    questions: mind.cases.questions,
    territories: new Map(mind.catalogue.territories.map((it) => [it.code, it])),
    ring,
    ids,
    clock,
    say: (key: string, args = {}) =>
      participa.texts.say('es-CO', { key: key.includes(':') ? key : `console:${key}`, args }).text,
    onChange: () => void couriers.go('news'),
  };
  const style = readFileSync(join(PACKAGE_ROOT, 'src', 'console', 'public', 'console.css'));
  return consoleRoutes(parts, sessions, style);
}
