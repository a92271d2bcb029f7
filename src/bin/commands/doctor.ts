import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.js';
import { Problem } from '../../problem.js';
import { loadCaseCatalogue } from '../../sources/case-catalogue.js';
import { loadCatalogue } from '../../sources/catalogue.js';
import { checkStore, joinEmbeddedStore } from '../../store/embedded/index.js';
import {
  checkAgencies,
  checkChannels,
  checkClock,
  checkConfig,
  checkConnection,
  checkDeliveries,
  checkDisk,
  checkKey,
  checkMail,
  checkMedia,
  checkParked,
  checkRoster,
  type Finding,
  finding,
} from '../checkup.js';
import { atDesk, DATA_FOLDER, type Desk, print, type Say } from '../desk.js';
import { environment } from '../environment.js';

/** Looks at everything the service stands on. @throws Problem `doctor_failed`, naming what is not in order */
export async function doctor(): Promise<void> {
  const sound = await checkFiles(environment());
  await atDesk(async (desk) => {
    const findings = [...sound, ...(await examine(desk))];
    for (const { mark, said } of findings) print(desk.say({ key: `cli:doctor-${mark}`, args: { said } }));
    const failed = [...new Set(findings.filter(({ mark }) => mark === 'bad').map(({ matter }) => matter))];
    if (failed.length > 0) throw failure(failed, desk.say);
  });
}

async function examine(desk: Desk): Promise<Finding[]> {
  const { kinds } = loadCaseCatalogue(DATA_FOLDER);
  const { territories } = await loadCatalogue(DATA_FOLDER);
  const ground = [...checkConfig(desk), ...(await checkConnection(desk)), ...(await checkKey(desk))];
  // Without the key nothing else can be read.
  if (ground.some(({ matter, mark }) => matter === 'key' && mark === 'bad')) return ground;
  return [
    ...ground,
    ...(await checkChannels(desk)),
    ...(await checkMail(desk)),
    ...(await checkAgencies(desk, kinds, territories)),
    ...(await checkDeliveries(desk, kinds, territories)),
    ...(await checkRoster(desk)),
    ...(await checkParked(desk)),
    ...(await checkMedia(desk)),
    ...checkDisk(desk),
    ...(await checkClock(desk)),
  ];
}

/** Reads the embedded store's files while nobody has them open. */
async function checkFiles(config: Config): Promise<Finding[]> {
  const directory = join(config.DATA_DIR, 'store');
  if (config.MONGODB_URI !== undefined || (await joinEmbeddedStore(directory)) !== null) return [];
  if (!existsSync(join(directory, 'data'))) return [finding('note', 'store', 'store-new')];
  const reports = await checkStore(directory);
  const damaged = reports.filter(({ problems }) => problems.length > 0);
  if (damaged.length > 0) {
    const collections = damaged.map(({ namespace }) => namespace).join(', ');
    return [finding('bad', 'store', 'store-damaged', { collections })];
  }
  const documents = reports.reduce((sum, report) => sum + report.documents, 0);
  return [finding('good', 'store', 'store-sound', { collections: reports.length, documents })];
}

function failure(failed: readonly string[], say: Say): Problem {
  const what = failed.map((matter) => say({ key: `cli:doctor-failed-${matter}` })).join(', ');
  return new Problem('doctor_failed', `not in order: ${failed.join(', ')}`, {
    details: { number: failed.length, what },
  });
}
