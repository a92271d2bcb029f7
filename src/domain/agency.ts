import type { Territory } from './territory.js';

/** How many bodies a kind stands for. */
export const ONE_PER = [
  'one',
  'municipality',
  'certified_municipality',
  'by_municipality',
  'school',
  'junta',
  'person',
  'nearest',
] as const;
export type OnePer = (typeof ONE_PER)[number];

/** A kind of body (data/agencies.csv): COMISARIA, ICBF_141 … */
export interface AgencyKind {
  readonly id: string;
  /** As citizens are told. */
  readonly name: string;
  readonly officialName: string;
  readonly onePer: OnePer;
  readonly level: 'national' | 'departmental' | 'municipal' | 'local';
  /** The line that may be shown to citizens, or null: no other number of the kind may. */
  readonly line: string | null;
  readonly competence: string;
}

export const CONNECTORS = ['webhook', 'email', 'open311', 'none'] as const;
export type ConnectorKind = (typeof CONNECTORS)[number];

/** A body that can receive a case: `ICBF_141`, `COMISARIA-76834`. */
export interface Agency {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** DIVIPOLA code of its municipality; null where there is one body for all. */
  readonly territory: string | null;
  readonly connector: ConnectorKind;
  readonly endpoint?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly hours?: string;
  /** Standard Webhooks secret (`whsec_…`); sealed in the store. */
  readonly secret?: string;
  readonly jurisdictionId?: string;
  /** ISO date of the day an official checked the contact, and who did. */
  readonly verifiedOn?: string;
  readonly verifiedBy?: string;
}

/** Every body there is, by id. */
export type AgencyDirectory = ReadonlyMap<string, Agency>;

export const agencyId = (kind: string, territory: string | null): string =>
  territory === null ? kind : `${kind}-${territory}`;

/** One body per kind and, where the kind says so, per municipality, each with connector none until an official
 * imported its contact. Kinds whose body depends on the person (school, junta, EPS, nearest hospital) have none. */
export function expandAgencies(
  kinds: Iterable<AgencyKind>,
  territories: readonly Territory[],
  imported: Iterable<Agency> = [],
): AgencyDirectory {
  const municipalities = territories.filter((territory) => territory.kind === 'municipality');
  const directory = new Map<string, Agency>();
  for (const kind of kinds) {
    for (const place of placesOf(kind, municipalities)) {
      const id = agencyId(kind.id, place?.code ?? null);
      const name = place ? `${kind.name} de ${place.name}` : kind.name;
      directory.set(id, { id, kind: kind.id, name, territory: place?.code ?? null, connector: 'none' });
    }
  }
  for (const agency of imported) directory.set(agency.id, agency);
  return directory;
}

function placesOf(kind: AgencyKind, municipalities: readonly Territory[]): readonly (Territory | null)[] {
  switch (kind.onePer) {
    case 'one':
      return [null];
    case 'municipality':
      return municipalities;
    case 'certified_municipality':
      return municipalities.filter((place) => place.certifiedEducation);
    default:
      return [];
  }
}

/** The phone an official verified; nothing else may be shown to a citizen. */
export const phoneToShow = (agency: Agency): string | null =>
  agency.phone && agency.verifiedOn && agency.verifiedBy ? agency.phone : null;

/** The hours an official verified. */
export const hoursToShow = (agency: Agency): string | null =>
  agency.hours && agency.verifiedOn && agency.verifiedBy ? agency.hours : null;
