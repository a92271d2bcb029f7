import type { Connection } from 'mongoose';
import { describe, expect, test } from '@jest/globals';
import { keyring } from '../../../src/engine/sealing/keyring.js';
import { createSealer } from '../../../src/engine/sealing/sealer.js';
import { createWhatsappAddresses } from '../../../src/store/whatsapp-addresses.js';
import { TestClock, testIds } from '../../support/universe.js';

const ANA = '573000000001@s.whatsapp.net';
const LUIS = '573000000002@s.whatsapp.net';
const LID = '99887766554433@lid';

type Row = { _id: string };

/** Addresses over a collection in memory whose writes a test can hold; `book` opens another process's. */
function opened() {
  const clock = new TestClock();
  const rows = new Map<string, Row>();
  const held: (() => void)[] = [];
  const seen = { reads: 0, holds: false };
  const collection = {
    findOne: async ({ _id }: Row) => {
      seen.reads += 1;
      return rows.get(_id) ?? null;
    },
    replaceOne: async ({ _id }: Row, row: Row) => {
      if (seen.holds) await new Promise<void>((release) => held.push(release));
      rows.set(_id, row);
    },
  };
  const ring = keyring(new Map([[1, new Uint8Array(32).fill(7)]]));
  const sealer = createSealer(ring, testIds().bytes);
  const connection = { model: () => ({ collection }) } as unknown as Connection;
  const book = () => createWhatsappAddresses(connection, sealer, ring, () => clock.now());
  return { clock, held, seen, book };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('the book of WhatsApp addresses', () => {
  test('a person whose row is being written holds up nobody else', async () => {
    const { held, seen, book } = opened();
    const addresses = book();
    seen.holds = true;
    const ana = addresses.personOf(ANA);
    await settle();
    expect(held).toHaveLength(1);
    seen.holds = false;
    expect(await addresses.personOf(LUIS)).toBe(LUIS);
    held[0]?.();
    expect(await ana).toBe(ANA);
  });

  test('the same person’s are done one after the other, whichever address they write from', async () => {
    const { held, seen, book } = opened();
    const addresses = book();
    await addresses.personOf(ANA);
    await addresses.learn(LID, ANA);
    seen.holds = true;
    const first = addresses.personOf(LID);
    await settle();
    const second = addresses.personOf(ANA);
    await settle();
    expect(held).toHaveLength(1);
    seen.holds = false;
    held[0]?.();
    expect(await Promise.all([first, second])).toEqual([ANA, ANA]);
    expect(await addresses.reach(ANA)).toBe(ANA);
  });

  test('who is known is not asked of the store again, until another process may have learnt something', async () => {
    const { clock, seen, book } = opened();
    const [addresses, others] = [book(), book()];
    await addresses.personOf(ANA);
    clock.advance(1);
    await addresses.personOf(LUIS);
    const { reads } = seen;
    for (let time = 0; time < 100; time += 1) expect(await addresses.personOf(LUIS)).toBe(LUIS);
    expect(seen.reads).toBe(reads);
    await others.learn(LUIS, ANA);
    clock.advance(60_000);
    expect(await addresses.personOf(LUIS)).toBe(ANA);
  });
});
