import { describe, expect, test } from '@jest/globals';
import { type Holder, type Place, Room } from '../../../src/turns/media/room.js';
import { MemoryMedia } from '../../support/memory-media.js';
import { TestClock } from '../../support/universe.js';

const MB = 1_000_000;

/** A room of 2,000 MB in which files come in pieces of 1 MB. */
function opened() {
  const store = new MemoryMedia();
  const clock = new TestClock();
  const room = new Room(store, { files: 10, held: 2_000 * MB }, clock);
  let count = 0;
  const keep = async (place: Place, { conversation }: Holder, bytes: number): Promise<string> => {
    const id = `f${(count += 1)}`;
    const file = { id, file: id, type: 'video/mp4', sha256: '', pieces: 1, key: new Uint8Array(), at: 0 };
    // Slow, so that files that come in at the same time all stand before the end.
    await new Promise(setImmediate);
    await store.commit({ ...file, conversation, bytes, case: null });
    place.kept(id);
    return id;
  };
  /** Gives a file; the megabytes that became held, 0 where it was refused. */
  const give = async (holder: Holder, megabytes: number): Promise<number> => {
    const place = await room.enter(holder);
    if (typeof place === 'string') return 0;
    for (let mb = 0; mb < megabytes; mb += 1) {
      await new Promise(setImmediate);
      if ((await place.reserve(MB)) === null) continue;
      place.leave();
      return 0;
    }
    await keep(place, holder, megabytes * MB);
    return megabytes;
  };
  /** Gives files until one is refused; the megabytes held then. */
  const fill = async (holder: Holder, megabytes: number): Promise<number> => {
    let all = 0;
    for (let given = -1; given !== 0; all += given) given = await give(holder, megabytes);
    return all;
  };
  return { store, clock, room, give, fill };
}

const web = (name: string, network: string): Holder => ({
  conversation: `web-chat:${name}`,
  channel: 'web-chat',
  network,
});
const phone = (name: string): Holder => ({ conversation: `whatsapp-web:${name}`, channel: 'whatsapp-web' });

describe('room for files that belong to no case', () => {
  test('four anonymous chats that give all they can leave others room for a video', async () => {
    const { give, fill } = opened();
    for (const name of ['a', 'b', 'c', 'd']) await fill(web(name, `net-${name}`), 16);
    expect(await give(web('ana', 'net-ana'), 40)).toBe(40);
    expect(await give(phone('luis'), 64)).toBe(64);
  });

  test('fifty chats of one network leave another network room for a picture, and a telephone for a video', async () => {
    const { store, give, fill } = opened();
    for (let name = 0; name < 50; name += 1) await fill(web(`x${name}`, 'net-x'), 16);
    expect((await store.held()).bytes).toBeLessThan(400 * MB);
    expect(await give(web('ana', 'net-ana'), 16)).toBe(16);
    expect(await give(phone('luis'), 64)).toBe(64);
  });

  test('however many networks, the anonymous fill no more than half', async () => {
    const { store, give, fill } = opened();
    for (let name = 0; name < 300; name += 1) await fill(web(`x${name}`, `net-${name}`), 4);
    expect((await store.held()).bytes).toBeLessThanOrEqual(1_000 * MB);
    expect(await give(phone('luis'), 64)).toBe(64);
  });

  test('what comes in at the same time finds no more room than one after another', async () => {
    const one = opened();
    const after = await one.fill(web('a', 'net'), 20);
    const { store, give } = opened();
    const given = await Promise.all(Array.from({ length: 10 }, () => give(web('a', 'net'), 20)));
    expect(given.reduce((sum, it) => sum + it, 0)).toBeLessThanOrEqual(after);
    expect((await store.held()).bytes).toBeLessThanOrEqual(after * MB);
  });

  test('nor does a number of files at the same time', async () => {
    const { give } = opened();
    const given = await Promise.all(Array.from({ length: 14 }, () => give(phone('luis'), 1)));
    expect(given.filter((it) => it > 0)).toHaveLength(10);
  });

  test('a file that was refused or broke off takes no room', async () => {
    const { room, give } = opened();
    for (let times = 0; times < 20; times += 1) {
      const place = await room.enter(phone('luis'));
      if (typeof place === 'string') throw new Error(place);
      await place.reserve(200 * MB);
      place.leave();
    }
    expect(await give(phone('luis'), 64)).toBe(64);
  });

  test('says whether something lighter would do, or there are too many', async () => {
    const { room, fill } = opened();
    const place = (await room.enter(phone('luis'))) as Place;
    expect(await place.reserve(MB)).toBeNull();
    expect(await place.reserve(300 * MB)).toBe('too_large');
    place.leave();
    await fill(phone('luis'), 30);
    const next = (await room.enter(phone('luis'))) as Place;
    expect(await next.reserve(30 * MB)).toBe('too_many');
  });

  test('what went to a case is a network’s no more', async () => {
    const { store, clock, give } = opened();
    const fill = async (name: string): Promise<number> => {
      let all = 0;
      for (let chat = 0; chat < 30; chat += 1) all += await give(web(`${name}${chat}`, 'net'), 30);
      return all;
    };
    const first = await fill('a');
    expect(await give(web('z', 'net'), 30)).toBe(0);
    await store.attach([...store.files.keys()], 'case-1');
    clock.advance(60_000);
    expect(await fill('b')).toBe(first);
  });
});
