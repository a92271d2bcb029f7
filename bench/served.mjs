// A process of its own for what is measured over HTTP: the whole service on the embedded store behind the Cloud API's
// webhook, and an express 5 JSON echo. Asked over IPC; ends when its parent does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { systemClock, systemIds } from '../dist/bin/system.js';
import { WhatsappCloudChannel } from '../dist/channels/whatsapp-cloud/whatsapp-cloud.js';
import { readConfig } from '../dist/config.js';
import { startHttp } from '../dist/http/server.js';
import { openParticipa } from '../dist/main.js';
import { createWhatsappAddresses } from '../dist/store/whatsapp-addresses.js';
import { startEmbeddedStore } from '../dist/store/embedded/index.js';

export const SECRET = 'app-secret';
export const NUMBER = '1000000001';

const fail = (entry) => {
  throw new Error(`a turn failed: ${JSON.stringify(entry)}`);
};
const directory = mkdtempSync(join(tmpdir(), 'participa-bench-'));
const store = await startEmbeddedStore({ directory });
let channel;
let sent = 0;
const open = ({ connection, sealer, ring, media }) => {
  channel = new WhatsappCloudChannel({
    token: 'token',
    phoneNumberId: NUMBER,
    appSecret: SECRET,
    verifyToken: 'verify',
    sent: {},
    addresses: createWhatsappAddresses(connection, sealer, ring, systemClock.now),
    media,
    logger: { info: () => {}, warn: fail, error: fail },
    listLabel: 'Ver',
  });
  // What is measured ends with the sealed turn: sending is Meta's matter.
  channel.send = async ({ id }) => {
    sent += 1;
    return { providerId: id };
  };
  return [channel];
};
const participa = await openParticipa({
  config: readConfig({}),
  secretKey: Buffer.alloc(32, 1).toString('base64'),
  storeUri: store.uri,
  channels: [],
  channelsOn: open,
  clock: systemClock,
  ids: systemIds,
  logger: { info: () => {}, warn: fail, error: fail },
  holder: 'embedded',
});
const http = await startHttp({
  host: '127.0.0.1',
  port: 0,
  routes: channel.routes,
  upgrades: [],
  onError: fail,
});
const app = express();
app.use(express.json());
app.post('/', (incoming, outgoing) => outgoing.json(incoming.body));
const echo = app.listen(0, '127.0.0.1');
await new Promise((resolve) => echo.once('listening', resolve));

const stop = async () => {
  echo.close();
  echo.closeAllConnections();
  await http.stop();
  await participa.stop();
  await store.stop();
  rmSync(directory, { recursive: true, force: true });
  process.disconnect();
};
process.on('message', async (asked) => {
  if (asked === 'stop') return stop();
  if (asked === 'settled') await participa.turns.settled();
  process.send({ cpu: process.cpuUsage(), sent });
});
process.send({ webhook: http.port, echo: echo.address().port });
