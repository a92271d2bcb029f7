import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { post, requestOf } from './client.mjs';
import { loadCatalogue } from '../dist/sources/catalogue.js';
import { line, median, percentile, round } from './measure.mjs';
import { questionsAbout } from './world.mjs';

const TURNS = 1_000;
const WIDTH = 64;
const ROUNDS = 5;
const LIVE = 10_000;
const PEOPLE = 1_000;
const SECRET = 'app-secret';
const TOWNS = (await loadCatalogue('data')).territories.filter(({ code }) => code.length === 5);
const TEXTS = questionsAbout(TOWNS);

let serial = 0;
/** A signed webhook of the Cloud API with one text message. */
function webhook(person) {
  serial += 1;
  const message = {
    from: String(573_000_000_000 + person),
    id: `wamid.${serial}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    // The same person asks, asks on, and says thanks.
    text: { body: TEXTS[(person + Math.floor(serial / PEOPLE)) % TEXTS.length] },
  };
  const value = {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: '1000000001' },
    messages: [message],
  };
  const changes = [{ field: 'messages', value }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return requestOf('/webhooks/whatsapp', body, { 'x-hub-signature-256': `sha256=${signature}` });
}

const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Signed webhooks to sealed and answered turns on the embedded store, beside an express 5 JSON echo without a disk; both
 * in one process, asked from another over 64 connections. */
export async function bench() {
  // As `npm start` starts it.
  const execArgv = ['--max-semi-space-size=2'];
  const child = fork(fileURLToPath(new URL('./served.mjs', import.meta.url)), { execArgv });
  const heard = () => new Promise((resolve) => child.once('message', resolve));
  const ask = (what) => {
    child.send(what);
    return heard();
  };
  const ports = await heard();
  const measured = async (port, requests) => {
    const before = (await ask('cpu')).cpu;
    const began = performance.now();
    await post(port, requests, WIDTH);
    const { cpu } = await ask('settled');
    const seconds = (performance.now() - began) / 1000;
    const micros = cpu.user + cpu.system - before.user - before.system;
    return { perSecond: requests.length / seconds, cpu: micros / requests.length };
  };
  const echoRequest = requestOf('/', JSON.stringify({ text: TEXTS[0] }));
  const results = { turn: [], echo: [] };
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    const ours = await measured(
      ports.webhook,
      many(TURNS, (index) => webhook(index % PEOPLE)),
    );
    const echo = await measured(
      ports.echo,
      many(TURNS, () => echoRequest),
    );
    // The first round warms up.
    if (turn === 0) continue;
    results.turn.push(ours);
    results.echo.push(echo);
  }
  // Round by round: a slow one of the machine is slow for both.
  const ratio = (value) =>
    round(median(results.turn.map((ours, index) => value(ours) / value(results.echo[index]))));
  const of = (name, what) => median(results[name].map((one) => one[what]));
  line(
    'turn: durable, over the webhook',
    `${round(of('turn', 'perSecond'))}/s (${round(of('turn', 'cpu'))} µs CPU, app and store) ÷ express 5 echo ${round(of('echo', 'perSecond'))}/s (${round(of('echo', 'cpu'))} µs) = ${ratio((it) => it.perSecond)} (goal 1.0); by CPU ${ratio((it) => 1 / it.cpu)}`,
  );
  await post(ports.webhook, many(LIVE, webhook), WIDTH);
  await ask('settled');
  const times = await post(
    ports.webhook,
    many(2_000, (index) => webhook((index * 7_919) % LIVE)),
    4,
  );
  await ask('settled');
  const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
  line(
    'turn: 10,000 live conversations',
    `acknowledged in ${round(p50)} ms p50, ${round(p99)} ms p99: ${round(p99 / p50)} (goal 5)`,
  );
  child.send('stop');
  await new Promise((resolve) => child.once('exit', resolve));
}
