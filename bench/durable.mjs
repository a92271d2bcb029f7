import { Agent, request } from 'node:http';
import express from 'express';
import { interleaved, line, many, round } from './measure.mjs';
import { openWorld } from './world.mjs';

const TURNS = 2_000;
const WIDTH = 64;

/** Durable turns through the embedded store, 64 conversations at once, beside an express 5 JSON echo without a disk. */
export async function bench() {
  const world = await openWorld();
  const app = express();
  app.use(express.json());
  app.post('/', (incoming, outgoing) => outgoing.json(incoming.body));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const post = () =>
    new Promise((resolve, reject) => {
      const { port } = server.address();
      const body = JSON.stringify({ text: 'oiga cuanta violencia intrafamiliar hay en tulua' });
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const sent = request({ port, agent, method: 'POST', headers }, (answer) => {
        answer.resume();
        answer.on('end', resolve);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  const durable = async () => {
    const before = world.channel.sent;
    await many(TURNS, WIDTH, (index) =>
      world.say(`p${index % WIDTH}`, 'cuanta violencia intrafamiliar hay en tulua'),
    );
    await world.participa.turns.settled();
    if (world.channel.sent - before < TURNS / WIDTH) throw new Error('turns were lost');
    return TURNS;
  };
  const echo = () => many(TURNS, WIDTH, post);
  await durable();
  await echo();
  const result = await interleaved({ durable, echo }, 5);
  line(
    'durable: through the store',
    `${round(result.durable.perSecond)}/s (${round(result.durable.cpuMicros)} µs CPU, app and store) ÷ express 5 echo ${round(result.echo.perSecond)}/s (${round(result.echo.cpuMicros)} µs) = ${round(result.durable.perSecond / result.echo.perSecond)}`,
  );
  agent.destroy();
  await new Promise((resolve) => server.close(resolve));
  await world.stop();
}
