import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { systemIds } from '../dist/bin/system.js';
import { keyring } from '../dist/engine/sealing/keyring.js';
import { connectStore } from '../dist/store/connect.js';
import { createStores } from '../dist/store/index.js';
import { interleaved, line, many, round } from './measure.mjs';
import { bench as messages } from './messages.mjs';
import { bench as opening } from './opening.mjs';

const { MongoClient } = mongoose.mongo;
const WIDTH = 64;
const ROUNDS = 11;
const A_ROUND = 1_000;
/** What the service asks of any MongoDB. */
const AS_THE_SERVICE = {
  maxPoolSize: WIDTH,
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
};

/** A document of about a kilobyte, most of it sealed bytes, as our rows are. */
const documentOf = (id) => ({
  _id: id,
  conversation: `bench:${id}`,
  at: 1_795_000_000_000,
  sealed: Buffer.alloc(900, 7),
});

/** A case as it is stored when somebody has confirmed it; the domain's own shape. */
const caseOf = (id) => ({
  id,
  code: `code-${id}`,
  version: 1,
  openedAt: 1_795_000_000_000,
  updatedAt: 1_795_000_000_000,
  service: 'R02',
  procedure: 'protection',
  urgency: 'P1',
  sensitive: true,
  status: 'assigned',
  assignment: { receives: 'COMISARIA-76834', copies: [], queue: null },
  territory: '76834',
  populations: ['mujer_adulta'],
  informant: 'victim',
  anonymous: false,
  accused: [],
  identityTravels: true,
  sendsNews: false,
  consent: { noticeVersion: '1', channel: 'bench', at: 1_795_000_000_000, given: true },
  conversation: `bench:${id}`,
  receivedOn: null,
  key: 'k'.repeat(80),
  sealed: { told: 's'.repeat(400), name: 's'.repeat(60), reply_to: 's'.repeat(60) },
  history: [
    { id: `${id}:1`, at: 1, event: 'open', from: 'received', to: 'assigned', by: { kind: 'system' } },
  ],
  deliveries: [
    {
      id: `${id}:d1`,
      agency: 'COMISARIA-76834',
      event: 'case.created',
      state: 'waiting',
      createdAt: 1,
      nextAt: 1,
      attempts: 0,
    },
  ],
  events: [],
  told: 0,
  alert: null,
});

async function durability({ disk, memory }) {
  const [onDisk, inMemory] = await Promise.all(
    [disk, memory].map((uri) => new MongoClient(uri, AS_THE_SERVICE).connect()),
  );
  let serial = 0;
  const inserting = (client) => {
    const rows = client.db().collection('inserted');
    return () => many(A_ROUND, WIDTH, () => rows.insertOne(documentOf(`d${(serial += 1)}`)));
  };
  const rows = onDisk.db().collection('inserted');
  const database = onDisk.db();
  await inserting(onDisk)();
  await inserting(inMemory)();
  const result = await interleaved(
    {
      disk: inserting(onDisk),
      memory: inserting(inMemory),
      find: () => many(A_ROUND, WIDTH, (index) => rows.findOne({ _id: `d${index + 1}` })),
      ping: () => many(A_ROUND, WIDTH, () => database.command({ ping: 1 })),
    },
    ROUNDS,
  );
  const ratio = (one, other) => round(result[one].perSecond / result[other].perSecond);
  line(
    'store: durable insert, 64 at once',
    `${round(result.disk.perSecond)}/s ÷ without a disk ${round(result.memory.perSecond)}/s = ${ratio('disk', 'memory')} (goal 0.85)`,
  );
  line(
    'store: findOne',
    `${round(result.find.perSecond)}/s ÷ ping ${round(result.ping.perSecond)}/s = ${ratio('find', 'ping')} (goal 0.6)`,
  );
  await Promise.all([onDisk.close(), inMemory.close()]);
}

/** CPU of this process alone: the store is another one. One call after the other, as a turn makes them. */
async function layer({ disk }) {
  const connection = await connectStore(disk);
  const ring = keyring(new Map([[1, Buffer.alloc(32, 1)]]));
  const { cases } = createStores(connection, ring, systemIds, Date.now);
  const native = connection.db.collection('nativecases');
  const [row] = await rowsLike(connection, cases);
  let serial = 0;
  const next = () => `c${(serial += 1)}`;
  const FEW = 300;
  const known = Array.from({ length: FEW }, (_, index) => `known${index}`);
  for (const id of known) {
    await cases.open(caseOf(id));
    await native.insertOne({ ...row, _id: id, code: id });
  }
  const each = async (job) => {
    for (const id of known) await job(id);
    return FEW;
  };
  const all = {
    create: () => each(() => cases.open(caseOf(next()))),
    'native create': () =>
      each(() => {
        const id = next();
        return native.insertOne({ ...row, _id: id, code: `code-${id}`, case: caseOf(id) });
      }),
    read: () => each((id) => cases.find({ id })),
    'native read': () => each((id) => native.findOne({ _id: id })),
  };
  for (const run of Object.values(all)) await run();
  const result = await interleaved(all, ROUNDS);
  for (const [what, goal] of [
    ['create', 2.5],
    ['read', 1.2],
  ]) {
    const [ours, theirs] = [result[what].cpuMicros, result[`native ${what}`].cpuMicros];
    line(
      `store: a case, ${what}`,
      `${round(ours)} µs CPU ÷ native driver ${round(theirs)} µs = ${round(ours / theirs)} (goal ${goal})`,
    );
  }
  await connection.close();
}

/** The row under which the store layer keeps a case. */
async function rowsLike(connection, cases) {
  await cases.open(caseOf('like'));
  return connection.db.collection('cases').find({ _id: 'like' }).toArray();
}

/** The embedded store alone, the layer above it, and a turn over much that was stored. */
export async function bench() {
  const child = fork(fileURLToPath(new URL('./stored.mjs', import.meta.url)));
  const uris = await new Promise((resolve) => child.once('message', resolve));
  await durability(uris);
  await layer(uris);
  child.send('stop');
  await new Promise((resolve) => child.once('exit', resolve));
  await opening();
  await messages();
}
