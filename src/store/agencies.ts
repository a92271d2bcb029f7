import type { Connection } from 'mongoose';
import type { Agency } from '../domain/agency.js';
import type { OnCallPerson } from '../domain/roster.js';
import { openSecret, sealSecret } from '../engine/sealing/case-sealer.js';
import type { Keyring } from '../engine/sealing/keyring.js';
import type { RandomBytes } from '../engine/sealing/seal.js';
import type { AgencyStore, RosterStore } from '../ports/case-stores.js';

interface StoredAgency {
  _id: string;
  agency: Agency;
}

/** Bodies whose contact an official imported. Their webhook secrets are sealed at rest. */
export function createAgencyStore(connection: Connection, ring: Keyring, random: RandomBytes): AgencyStore {
  const model = connection.model<StoredAgency>('Agency');
  const opened = ({ agency }: StoredAgency): Agency =>
    agency.secret === undefined
      ? agency
      : { ...agency, secret: openSecret(agency.secret, `agency:${agency.id}`, ring) };
  return {
    all: async () => (await model.find().lean<StoredAgency[]>()).map(opened),
    save: async (agency) => {
      const before = await model.findById(agency.id).lean<StoredAgency | null>();
      if (before && JSON.stringify(sorted(opened(before))) === JSON.stringify(sorted(agency))) return 'same';
      const secret =
        agency.secret === undefined
          ? {}
          : { secret: sealSecret(agency.secret, `agency:${agency.id}`, ring, random) };
      await model.replaceOne(
        { _id: agency.id },
        { _id: agency.id, agency: { ...agency, ...secret } },
        { upsert: true },
      );
      return before ? 'changed' : 'added';
    },
  };
}

const sorted = (agency: Agency): [string, unknown][] =>
  Object.entries(agency).toSorted(([one], [other]) => (one < other ? -1 : 1));

/** People on call: one document, replaced whole by an import. */
export function createRosterStore(connection: Connection): RosterStore {
  const model = connection.model<{ _id: string; people: OnCallPerson[] }>('Roster');
  return {
    all: async () => (await model.findById('roster').lean<{ people: OnCallPerson[] } | null>())?.people ?? [],
    replace: async (people) => {
      await model.replaceOne({ _id: 'roster' }, { _id: 'roster', people: [...people] }, { upsert: true });
    },
  };
}
