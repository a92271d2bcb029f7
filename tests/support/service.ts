import { openWebChat, type WebChat } from '../../src/bin/web-chat.js';
import { readConfig } from '../../src/config.js';
import type { Consultation } from '../../src/domain/consultation.js';
import { importConsultation } from '../../src/engine/forms/xlsform/import-consultation.js';
import { startHttp } from '../../src/http/server.js';
import { type Ground, openParticipa } from '../../src/main.js';
import type { Channel } from '../../src/ports/channel.js';
import { createConsultationStore } from '../../src/store/consultations.js';
import { connectStore } from '../../src/store/connect.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { workbookOf } from '../fixtures/forms/workbook.js';
import { SECRET_KEY } from './conversation.js';
import { realClock, realIds } from './real.js';
import { TestLog } from './universe.js';

export interface Service {
  readonly url: string;
  /** Resolves when every message was answered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The whole service as `npm start` opens it, on an embedded store in `directory`, with the web chat, HTTP and what other
 * channels a test brings. */
export async function startService(
  directory: string,
  consultations: readonly Consultation[] = [],
  others: (ground: Ground) => readonly Channel[] = () => [],
): Promise<Service> {
  const config = readConfig({ LOG_LEVEL: 'silent' });
  const store = await hostStore({ directory }, (error) => {
    throw error;
  });
  await prepare(store.uri, consultations);
  const around = { clock: realClock, ids: realIds };
  let web: WebChat | undefined;
  const participa = await openParticipa({
    config,
    secretKey: SECRET_KEY,
    storeUri: store.uri,
    channels: [],
    channelsOn: (ground) => {
      web = openWebChat(config, ground, around);
      return [web.channel, ...others(ground)];
    },
    ...around,
    logger: new TestLog(),
  });
  await participa.turns.recover(0);
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: web?.routes ?? [],
    upgrades: web?.upgrades ?? [],
    onError: () => {},
  });
  return {
    url: `http://127.0.0.1:${http.port}`,
    settled: () => participa.turns.settled(),
    stop: async () => {
      await http.stop();
      await participa.stop();
      await store.stop();
    },
  };
}

async function prepare(uri: string, consultations: readonly Consultation[]): Promise<void> {
  const connection = await connectStore(uri);
  const kept = createConsultationStore(connection);
  for (const consultation of consultations) {
    await kept.save(consultation);
    await kept.setStatus(consultation.id, 'open');
  }
  await connection.close();
}

/** What a community board might ask its neighbours: one choice and one idea. */
export function parkConsultation(): Consultation {
  const { consultation, refusals } = importConsultation(
    workbookOf({
      survey: [
        ['type', 'name', 'label'],
        ['select_one uso', 'uso', '¿Para qué quiere el lote?'],
        ['text', 'idea', '¿Qué más propone?'],
      ],
      choices: [
        ['list_name', 'name', 'label'],
        ['uso', 'parque', 'Un parque'],
        ['uso', 'huerta', 'Una huerta'],
      ],
      settings: [
        ['id', 'form_title', 'opens', 'closes', 'kind', 'once_per_person'],
        ['lote-2026', 'El lote de la vereda', '2026-01-01', '2099-12-31', 'sondeo', 'yes'],
      ],
    }),
    'es-CO',
  );
  if (!consultation) throw new Error(JSON.stringify(refusals));
  return consultation;
}
