import { type Agency, type AgencyKind, agencyId, CONNECTORS, type ConnectorKind } from './agency.js';
import { cell, type ImportRow, isDay, isEmail, isPhone, isSafeUrl, type Refusal, refuse } from './import.js';
import type { Territory } from './territory.js';

/** What rows are checked against. */
export interface AgencyImportFacts {
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  /** By DIVIPOLA code. */
  readonly territories: ReadonlyMap<string, Territory>;
  /** Connectors that are built. */
  readonly connectors: readonly ConnectorKind[];
  /** Today in Colombia, ISO. */
  readonly today: string;
}

type Check = (row: ImportRow, facts: AgencyImportFacts) => Refusal | null;

/** Reads the rows of `participa import agencies`: id, kind, name, divipola, connector, endpoint, email, phone, hours,
 * secret, jurisdiction_id, verified_on, verified_by. A refused row loses nothing else. */
export function readAgencies(
  rows: readonly ImportRow[],
  facts: AgencyImportFacts,
): { readonly agencies: readonly Agency[]; readonly refused: readonly Refusal[] } {
  const agencies: Agency[] = [];
  const refused: Refusal[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const id = cell(row, 'id');
    const refusal = seen.has(id) ? refuse(row, 'id', 'twice').refusal : firstRefusal(row, facts);
    if (refusal) refused.push(refusal);
    else {
      seen.add(id);
      agencies.push(agencyOf(row));
    }
  }
  return { agencies, refused };
}

function firstRefusal(row: ImportRow, facts: AgencyImportFacts): Refusal | null {
  for (const check of CHECKS) {
    const refusal = check(row, facts);
    if (refusal) return refusal;
  }
  return null;
}

const required =
  (field: string): Check =>
  (row) =>
    cell(row, field) === '' ? refuse(row, field, 'missing').refusal : null;

const wellFormed =
  (field: string, code: string, holds: (text: string) => boolean): Check =>
  (row) =>
    cell(row, field) === '' || holds(cell(row, field)) ? null : refuse(row, field, code).refusal;

const kindKnown: Check = (row, { kinds }) =>
  kinds.has(cell(row, 'kind')) ? null : refuse(row, 'kind', 'kind').refusal;

/** The municipality is named exactly where the kind has one body for each; the id follows from both. */
const placeFits: Check = (row, { kinds, territories }) => {
  const kind = kinds.get(cell(row, 'kind'));
  const code = cell(row, 'divipola');
  const place = territories.get(code);
  if (kind?.onePer === 'one') return code === '' ? null : refuse(row, 'divipola', 'no_municipality').refusal;
  if (kind?.onePer !== 'municipality' && kind?.onePer !== 'certified_municipality')
    return refuse(row, 'kind', 'kind_open').refusal;
  if (place?.kind !== 'municipality') return refuse(row, 'divipola', 'municipality').refusal;
  if (kind.onePer === 'certified_municipality' && !place.certifiedEducation)
    return refuse(row, 'divipola', 'not_certified').refusal;
  return null;
};

const idFits: Check = (row) =>
  cell(row, 'id') === agencyId(cell(row, 'kind'), cell(row, 'divipola') || null)
    ? null
    : refuse(row, 'id', 'id').refusal;

const connectorBuilt: Check = (row, { connectors }) => {
  const connector = cell(row, 'connector') || 'none';
  if (!CONNECTORS.some((known) => known === connector)) return refuse(row, 'connector', 'connector').refusal;
  return connectors.some((built) => built === connector)
    ? null
    : refuse(row, 'connector', 'connector_not_built').refusal;
};

const NEEDS: Readonly<Record<ConnectorKind, readonly string[]>> = {
  webhook: ['endpoint', 'secret'],
  email: ['email'],
  open311: ['endpoint', 'jurisdiction_id'],
  none: [],
};

const connectorComplete: Check = (row) => {
  const needed = NEEDS[connectorOf(row)].find((field) => cell(row, field) === '');
  return needed === undefined ? null : refuse(row, needed, 'missing').refusal;
};

/** Nothing is sent to, and no phone is shown of, a body whose contact nobody checked. */
const verified: Check = (row) => {
  if (connectorOf(row) === 'none' && cell(row, 'phone') === '') return null;
  const missing = ['verified_on', 'verified_by'].find((field) => cell(row, field) === '');
  return missing === undefined ? null : refuse(row, missing, 'not_verified').refusal;
};

const verifiedInThePast: Check = (row, { today }) =>
  cell(row, 'verified_on') > today ? refuse(row, 'verified_on', 'future').refusal : null;

const CHECKS: readonly Check[] = [
  required('id'),
  required('name'),
  kindKnown,
  placeFits,
  idFits,
  connectorBuilt,
  connectorComplete,
  wellFormed('endpoint', 'url', isSafeUrl),
  wellFormed('email', 'email', isEmail),
  wellFormed('phone', 'phone', isPhone),
  wellFormed('secret', 'secret', isWebhookSecret),
  wellFormed('verified_on', 'day', isDay),
  verified,
  verifiedInThePast,
];

/** A Standard Webhooks secret: `whsec_` and 24 to 64 bytes in base64. */
export function isWebhookSecret(text: string): boolean {
  const match = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text);
  const bytes = ((match?.[1] ?? '').replace(/=+$/, '').length * 3) / 4;
  return match !== null && bytes >= 24 && Math.floor(bytes) <= 64;
}

const connectorOf = (row: ImportRow): ConnectorKind =>
  CONNECTORS.find((connector) => connector === cell(row, 'connector')) ?? 'none';

function agencyOf(row: ImportRow): Agency {
  const optional = (name: keyof Agency, field: string): Partial<Agency> =>
    cell(row, field) === '' ? {} : { [name]: cell(row, field) };
  return {
    id: cell(row, 'id'),
    kind: cell(row, 'kind'),
    name: cell(row, 'name'),
    territory: cell(row, 'divipola') || null,
    connector: connectorOf(row),
    ...optional('endpoint', 'endpoint'),
    ...optional('email', 'email'),
    ...optional('phone', 'phone'),
    ...optional('hours', 'hours'),
    ...optional('secret', 'secret'),
    ...optional('jurisdictionId', 'jurisdiction_id'),
    ...optional('verifiedOn', 'verified_on'),
    ...optional('verifiedBy', 'verified_by'),
  };
}
