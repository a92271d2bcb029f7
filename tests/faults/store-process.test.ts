import { afterEach, expect, test } from '@jest/globals';
import { freePort, type Life, startStore } from '../support/faults/running.js';
import { callers, newPerson, settled, somewhere, tell, undisturbed } from '../support/faults/verdict.js';
import { webhook } from '../support/faults/callers.js';
import { World } from '../support/faults/world.js';

/** How often the store's process is killed, and how long it then stays away; `npm run faults` sets more. */
const KILLS = Number(process.env.FAULT_STORE_KILLS ?? 3);
const AWAY_MS = Number(process.env.FAULT_AWAY_MS ?? 0);
const DANGER = 'auxilio mi marido me está pegando ahora mismo';

let world: World;
let port: number;
let store: Life;
afterEach(() => world?.close());

const startAgain = async (): Promise<void> => {
  store = startStore(world.place, port);
  await store.ready;
};

/** Kills the store after a few more messages, again and again. */
async function killing(enough: () => boolean): Promise<void> {
  while (!enough()) {
    await world.ledger.after(1 + somewhere(8));
    await store.kill();
    world.kills += 1;
    const since = Date.now();
    void world.ledger.after(1).then(() => world.recoveries.push(Date.now() - since));
    await startAgain();
  }
}

test(
  `two instances on one store in a process of its own, which is killed ${KILLS} times and stays away once`,
  async () => {
    port = await freePort();
    world = await World.open({ MONGODB_URI: `mongodb://127.0.0.1:${port}/sigesi` });
    await startAgain();
    await world.start();
    await world.startBeside();
    const expected = await undisturbed(world);
    const enough = (): boolean => world.kills >= KILLS;
    // Each message comes five times, in any order and to either instance.
    await Promise.all([callers(world, enough, 5), killing(enough)]);

    await store.kill();
    const url = await world.url();
    const person = newPerson(world);
    const message = { from: person.number, id: 'wamid.danger', timestamp: '1700000000', type: 'text' };
    expect(await webhook(url, [{ ...message, text: { body: DANGER } }])).toBe(503);
    await world.ends.when(() => world.ends.of(person.number).some((text) => text.includes('123')));
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    const running = callers(world, () => true);
    await new Promise((done) => setTimeout(done, AWAY_MS));
    await startAgain();
    await running;

    // It stands still and says nothing: danger does not wait for it, the receipt does.
    store.signal('SIGSTOP');
    const other = newPerson(world);
    const writing = other.say(DANGER);
    await world.ends.when(() => world.ends.of(other.number).length > 0);
    expect(world.ledger.acknowledged.some((it) => it.person === other.number)).toBe(false);
    store.signal('SIGCONT');
    await writing;

    const stopping = (): Promise<void> => store.kill();
    tell('store', world, await settled(world, expected, KILLS + 1, stopping));
  },
  180_000 + KILLS * 10_000 + AWAY_MS,
);
