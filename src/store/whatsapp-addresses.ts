import type { Connection } from 'mongoose';
import type { Keyring } from '../engine/sealing/keyring.js';
import { pseudonym } from '../engine/sealing/pseudonym.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { WhatsappAddresses } from '../ports/whatsapp-addresses.js';
import { bytesOf } from './bytes.js';
import { Lines } from './lines.js';
import { reaching } from './reaching.js';

/** What is known of one address. `reach` and `number` stand in the row of the person's first address only. */
interface Known {
  readonly person: string;
  readonly since: number;
  readonly reach?: string;
  readonly number?: string;
}

const isNumber = (jid: string | undefined): jid is string => jid?.endsWith('@s.whatsapp.net') === true;

const PURPOSE = 'whatsapp-address';
const MAX_CACHED = 5_000;
/** What another process may have learnt since (the owner of the linked number joins addresses) is read again after this. */
const MAX_AGE_MS = 60_000;

/** Which addresses belong to one person, under pseudonyms and sealed. What concerns the same address or the same person is
 * done one call after the other; what is known already waits for nothing. */
export function createWhatsappAddresses(
  connection: Connection,
  sealer: Sealer,
  ring: Keyring,
  now: () => number,
): WhatsappAddresses {
  const rows = connection.model('WhatsappAddress').collection;
  const cached = new Map<string, { readonly known: Known; readonly at: number }>();
  const rowOf = (jid: string): string => pseudonym(PURPOSE, jid, ring);
  const ofAddresses = new Lines();
  const ofPeople = new Lines();

  const remembered = (jid: string): Known | undefined => {
    const it = cached.get(jid);
    return it && now() - it.at < MAX_AGE_MS ? it.known : undefined;
  };
  const load = async (jid: string): Promise<Known | undefined> => {
    const known = remembered(jid);
    if (known) return known;
    const _id = rowOf(jid);
    const row = await reaching(() => rows.findOne({ _id: _id as never }));
    if (!row) return undefined;
    const stored = JSON.parse(sealer.open(PURPOSE, _id, bytesOf(row.sealed))) as Known;
    keep(jid, stored);
    return stored;
  };
  const keep = (jid: string, known: Known): void => {
    cached.delete(jid);
    cached.set(jid, { known, at: now() });
    const oldest = cached.keys().next().value;
    if (cached.size > MAX_CACHED && oldest !== undefined) cached.delete(oldest);
  };
  const save = async (jid: string, known: Known): Promise<void> => {
    const _id = rowOf(jid);
    const row = { _id: _id as never, sealed: sealer.seal(PURPOSE, _id, JSON.stringify(known)) };
    await reaching(() => rows.replaceOne({ _id: _id as never }, row, { upsert: true }));
    keep(jid, known);
  };

  /** Points all of these addresses at the person who was known first. */
  const join = async (jids: readonly string[]): Promise<Known | undefined> => {
    const known = new Map<string, Known | undefined>();
    for (const jid of jids) known.set(jid, await load(jid));
    const first = [...known.values()].filter((it) => it !== undefined).sort((a, b) => a.since - b.since)[0];
    if (!first) return undefined;
    for (const [jid, it] of known) {
      if (it?.person !== first.person) await save(jid, { person: first.person, since: first.since });
    }
    return first;
  };

  const personOf = async (jid: string, alt?: string): Promise<string> => {
    const first = await join(alt === undefined || alt === jid ? [jid] : [jid, alt]);
    const person = first?.person ?? jid;
    const own = (await load(person)) ?? { person, since: now() };
    const number = [jid, alt].find(isNumber) ?? own.number;
    if (own.reach !== jid || own.number !== number)
      await save(person, { ...own, reach: jid, ...(number === undefined ? {} : { number }) });
    if (!first && alt !== undefined && alt !== jid) await join([jid, alt]);
    return person;
  };

  /** The person, where nothing is to be learnt or written. */
  const known = (jid: string, alt?: string): string | undefined => {
    const person = remembered(jid)?.person;
    const own = person === undefined ? undefined : remembered(person);
    const number = [jid, alt].find(isNumber) ?? own?.number;
    const isBusy = [jid, alt, person].some(
      (it) => it !== undefined && (ofAddresses.isBusy(it) || ofPeople.isBusy(it)),
    );
    if (isBusy) return undefined;
    const isOne = alt === undefined || alt === jid || remembered(alt)?.person === person;
    return own?.reach === jid && own.number === number && isOne ? person : undefined;
  };

  /** Addresses first, then the people they are of: who is in the second line never waits for the first. */
  const inTurn = <T>(jids: readonly string[], run: () => Promise<T>): Promise<T> =>
    ofAddresses.run(jids, async () => {
      const people = (await Promise.all(jids.map(load))).flatMap((it) => it?.person ?? []);
      return ofPeople.run([...new Set([...jids, ...people])], run);
    });
  return {
    personOf: async (jid, alt) => {
      const person = known(jid, alt);
      const both = alt === undefined || alt === jid ? [jid] : [jid, alt];
      return person ?? (await inTurn(both, () => personOf(jid, alt)));
    },
    peopleOf: (jid, alt) =>
      inTurn([jid, alt], async () => {
        const known = [await load(jid), await load(alt)].filter((it) => it !== undefined);
        const people = known.toSorted((one, other) => one.since - other.since).map(({ person }) => person);
        return [...new Set(people)];
      }),
    learn: (jid, alt) => inTurn([jid, alt], async () => void (await join([jid, alt]))),
    reach: async (person) => (await load(person))?.reach ?? person,
    numberOf: async (person) => (isNumber(person) ? person : ((await load(person))?.number ?? null)),
  };
}
