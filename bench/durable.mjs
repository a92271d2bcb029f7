import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { post, requestOf } from './client.mjs';
import { line, median, percentile, round } from './measure.mjs';

const TURNS = 2_000;
const WIDTH = 64;
const ROUNDS = 3;
const LIVE = 10_000;
const SECRET = 'app-secret';
const TEXTS = ['cuanta violencia intrafamiliar hay en tulua', 'y en buga?', 'gracias', 'ipm de el aguila'];

let serial = 0;
/** A signed webhook of the Cloud API with one text message. */
function webhook(person) {
  serial += 1;
  const message = {
    from: String(573_000_000_000 + person),
    id: `wamid.${serial}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: TEXTS[serial % TEXTS.length] },
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
  const child = fork(fileURLToPath(new URL('./served.mjs', import.meta.url)));
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
      many(TURNS, (index) => webhook(index % 1_000)),
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
  const of = (name, what) => median(results[name].map((one) => one[what]));
  line(
    'turn: durable, over the webhook',
    `${round(of('turn', 'perSecond'))}/s (${round(of('turn', 'cpu'))} µs CPU, app and store) ÷ express 5 echo ${round(of('echo', 'perSecond'))}/s (${round(of('echo', 'cpu'))} µs) = ${round(of('turn', 'perSecond') / of('echo', 'perSecond'))} (goal 1.0)`,
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
