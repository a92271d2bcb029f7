import { type AgencyDirectory, type AgencyKind, phoneToShow } from '../../domain/agency.js';
import type { Said } from '../../domain/message.js';
import { assignAgency, linesToShow } from '../../domain/routing.js';
import { type ServiceCatalogue, wording } from '../../domain/service.js';
import type { Territory } from '../../domain/territory.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';

export interface DirectoryParts {
  readonly services: ServiceCatalogue;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly territories: ReadonlyMap<string, Territory>;
  readonly agencies: () => Promise<AgencyDirectory>;
}

/** What dialogs/directory.yaml calls: who is competent for what was asked, and the lines that may be published. */
export function directoryCalls(parts: DirectoryParts): Record<string, Call> {
  return { 'directory.answer': { outcomes: [], run: (input) => answer(parts, input) } };
}

async function answer(parts: DirectoryParts, input: CallInput): Promise<CallOutput> {
  const service = parts.services.get(input.recognition.service[0] ?? '');
  if (!service) return { say: [{ key: 'directory:lines' }] };
  const agencies = await parts.agencies();
  const territory = parts.territories.get(input.recognition.territory[0] ?? '') ?? null;
  const { receives, shown } = assignAgency({ service, answers: {}, territory, kinds: parts.kinds, agencies });
  const agency = receives === null ? undefined : agencies.get(receives);
  const phone = agency ? phoneToShow(agency) : null;
  const lines = linesToShow(service, {});
  const below: Said[] = [
    phone === null ? { key: 'directory:unverified' } : { key: 'directory:body-phone', args: { phone } },
    ...(lines.length > 0 ? [{ key: 'directory:body-lines', args: { lines: lines.join(', ') } }] : []),
    { key: 'directory:body-report' },
  ];
  const name = agency?.name ?? parts.kinds.get(shown)?.name ?? '';
  const concern = wording(service.name, input.locale);
  return { say: [{ key: 'directory:body', args: { concern, agency: name }, lines: below }] };
}
