import {
  type Agency,
  type AgencyDirectory,
  type AgencyKind,
  hoursToShow,
  phoneToShow,
} from '../../domain/agency.js';
import type { Said } from '../../domain/message.js';
import { assignAgency, bodyOf, linesToShow } from '../../domain/routing.js';
import { type Service, type ServiceCatalogue, wording } from '../../domain/service.js';
import type { Territory } from '../../domain/territory.js';
import type { FullUnderstander } from '../../engine/understanding/index.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';

export interface DirectoryParts {
  readonly services: ServiceCatalogue;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly territories: ReadonlyMap<string, Territory>;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly understander: Pick<FullUnderstander, 'whereTo'>;
}

/** Where somebody asks, and everything that is known of bodies. */
interface Here {
  readonly territory: Territory | null;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly agencies: AgencyDirectory;
}

/** What dialogs/directory.yaml calls: the body that is named or that is competent for what was asked, and the lines that
 * may be published. */
export function directoryCalls(parts: DirectoryParts): Record<string, Call> {
  return { 'directory.answer': { outcomes: [], run: (input) => answer(parts, input) } };
}

async function answer(parts: DirectoryParts, input: CallInput): Promise<CallOutput> {
  const { service, bodies, complains } = parts.understander.whereTo(input.text);
  const { kinds, territories } = parts;
  const { territory } = input.recognition;
  // A name that stands for several places is none.
  const place = input.recognition.territoryAmbiguous ? undefined : territories.get(territory[0] ?? '');
  const here: Here = { kinds, territory: place ?? null, agencies: await parts.agencies() };
  const concern = service === null ? undefined : parts.services.get(service);
  const named = bodies.flatMap((kind) => office(kind, here) ?? []);
  if (named.length > 0)
    return { say: [...named, ...(concern && complains ? complaint(concern, here, bodies) : [])] };
  return { say: [concern ? competent(concern, here, input.locale) : { key: 'directory:lines' }] };
}

/** What may be said of a body that was named; nothing of those that depend on the person (a hospital, a school). */
function office(kind: string, here: Here): Said | undefined {
  const body = bodyOf(kind, { ...here, answers: {} });
  if ('agency' in body)
    return { key: 'directory:office', args: { agency: body.agency.name }, lines: contact(body.agency, here) };
  const name = here.kinds.get(kind)?.name;
  if (name === undefined || body.missing.reason !== 'municipality_unknown') return undefined;
  return { key: 'directory:office-where', args: { agency: name } };
}

/** Whoever names an office may want it, or complain of it: then another one is competent. */
function complaint(service: Service, here: Here, accused: readonly string[]): Said[] {
  const { receives } = assignAgency({ ...here, service, answers: {}, accused });
  const agency = receives === null ? undefined : here.agencies.get(receives);
  return agency ? [{ key: 'directory:office-complaint', args: { agency: agency.name } }] : [];
}

/** Who is competent for a concern. */
function competent(service: Service, here: Here, locale: string): Said {
  const { receives, shown } = assignAgency({ ...here, service, answers: {} });
  const agency = receives === null ? undefined : here.agencies.get(receives);
  const lines = linesToShow(service, {});
  const below: Said[] = [
    ...(agency ? contact(agency, here) : [{ key: 'directory:unverified' }]),
    ...(lines.length > 0 ? [{ key: 'directory:body-lines', args: { lines: lines.join(', ') } }] : []),
    { key: 'directory:body-report' },
  ];
  const name = agency?.name ?? here.kinds.get(shown)?.name ?? '';
  return {
    key: 'directory:body',
    args: { concern: wording(service.name, locale), agency: name },
    lines: below,
  };
}

/** Only what an official verified is given, beside the line of the kind. */
function contact(agency: Agency, { kinds }: Here): Said[] {
  const kind = kinds.get(agency.kind);
  const line = kind?.line ?? null;
  const phone = phoneToShow(agency);
  const hours = hoursToShow(agency);
  const given: Said[] = [
    ...(line === null ? [] : [{ key: 'directory:body-line', args: { line } }]),
    ...(phone === null ? [] : [{ key: 'directory:body-phone', args: { phone } }]),
    ...(hours === null ? [] : [{ key: 'directory:body-hours', args: { hours } }]),
  ];
  return given.length > 0
    ? given
    : [{ key: kind?.level === 'municipal' ? 'directory:unverified-local' : 'directory:unverified' }];
}
