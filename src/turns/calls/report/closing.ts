import type { ContactRules, Identity, SealedFields } from '../../../domain/contact.js';
import type { NewCase } from '../../../domain/case.js';
import type { CaseWords } from '../../../domain/case-document.js';
import { addWorkingDays, receiptDay } from '../../../domain/deadline.js';
import { evidenceOf } from '../../../domain/evidence.js';
import type { JsonObject } from '../../../domain/json.js';
import type { Effect, Said } from '../../../domain/message.js';
import { termTold, TRANSFER_WORKING_DAYS } from '../../../domain/procedure.js';
import { type Assignment, assignAgency, linesToShow } from '../../../domain/routing.js';
import { handlingOf, type Service, settleService } from '../../../domain/service.js';
import { newTrackingCode } from '../../../domain/tracking-code.js';
import { isUrgent, moreUrgent, type Urgency } from '../../../domain/urgency.js';
import { newCaseSealer } from '../../../engine/sealing/case-sealer.js';
import { sealWords } from '../../../engine/sealing/case-words.js';
import { plainWords } from '../../commands.js';
import type { Call, CallInput, CallOutput } from '../../../engine/flow/state.js';
import { type Gathered, gathered, type ReportParts } from './parts.js';

/** Version of the notice that consent was asked with; changes with the texts report:consent and report:consent-child. */
const NOTICE_VERSION = '2026-11';
/** Where nothing of the catalogue fits, the Gobernación's social development secretariat reads it. */
export const UNROUTED = 'R46';

/** Handing over: routing, the case as an effect, and what the person is told about it. */
export function closingCalls(parts: ReportParts): Record<string, Call> {
  return {
    'report.open': { outcomes: [], run: (input) => open(parts, input) },
    'report.discarded': {
      outcomes: [],
      run: (input) => ({ say: [{ key: 'report:discarded' }], effects: dropped(input) }),
    },
    'report.leave': { outcomes: [], run: (input) => ({ effects: dropped(input) }) },
  };
}

interface Settled {
  readonly service: Service;
  readonly urgency: Urgency;
  readonly assignment: Assignment;
}

async function settled(parts: ReportParts, about: Gathered): Promise<Settled> {
  const route = settleService(about.service ?? UNROUTED, about.answers, parts.services);
  const agencies = await parts.agencies();
  const assignment = assignAgency({
    service: route.service,
    answers: about.answers,
    territory: about.territory === null ? null : (parts.territories.get(about.territory) ?? null),
    kinds: parts.kinds,
    agencies,
    accused: about.accused,
    queue: about.service === null ? 'unrouted' : route.queue,
  });
  return {
    service: route.service,
    urgency: about.danger ? moreUrgent(route.urgency, 'P0') : route.urgency,
    assignment,
  };
}

async function open(parts: ReportParts, input: CallInput): Promise<CallOutput> {
  const about = gathered(input.slots);
  const { service, urgency, assignment } = await settled(parts, about);
  const handling = handlingOf(about.service === null ? null : service);
  const id = parts.ids.next();
  const code = newTrackingCode(parts.ids.bytes);
  const sealer = newCaseSealer(id, parts.ring, parts.ids.bytes);
  const word = about.word === null ? {} : { word: sealer.seal('word', plainWords(about.word)) };
  const sealed: SealedFields = { ...sealWords(words(about), sealer), ...word };
  const anonymous = !about.consent || (about.name === null && about.phone === null);
  const fresh: NewCase = {
    id,
    code,
    service: service.id,
    procedure: service.procedure,
    urgency,
    sensitive: sensitiveOf(about, service),
    territory: about.territory,
    populations: about.populations,
    informant: about.informant,
    anonymous,
    accused: about.accused,
    identityTravels: !anonymous,
    sendsNews: sensitiveOf(about, service) ? about.contact === 'chat' : about.contact !== 'none',
    consent: {
      noticeVersion: NOTICE_VERSION,
      channel: input.conversation.split(':')[0] ?? '',
      at: input.now,
      given: about.consent,
    },
    conversation: input.conversation,
    key: sealer.wrappedKey,
    sealed,
    evidence: about.evidence.map((it) => evidenceOf(it, handling, input.now)),
    assignment,
  };
  const effect: Effect = {
    kind: 'case.open',
    key: id,
    data: { case: fresh as unknown as JsonObject, story: [...about.story], contact: input.contact },
  };
  return { effects: [effect], say: await opened(parts, input, about, fresh, service) };
}

/** What nobody could place is kept as carefully as what is known to be sensitive. */
const sensitiveOf = (about: Gathered, service: Service): boolean =>
  about.service === null || service.sensitive;

/** What was told, and how and whether the person may be reached. */
function words(about: Gathered): CaseWords {
  const rules: ContactRules = {
    chat: about.contact === 'chat' || about.contact === 'hours',
    call: about.contact === 'phone',
    visit: false,
    email: false,
    ...(about.hours === null ? {} : { hours: about.hours }),
    ...(about.note === null ? {} : { note: about.note }),
  };
  const identity: Identity = {
    ...(about.name === null ? {} : { name: about.name }),
    ...(about.phone === null ? {} : { phone: about.phone }),
  };
  return {
    description: about.told,
    answers: about.answers,
    contact: rules,
    ...(about.whereabouts === null ? {} : { place: about.whereabouts }),
    ...(Object.keys(identity).length > 0 && about.consent ? { identity } : {}),
  };
}

/** Code first; then who receives it and what happens now, each only as far as it is a fact. */
async function opened(
  parts: ReportParts,
  input: CallInput,
  about: Gathered,
  fresh: NewCase,
  service: Service,
): Promise<Said[]> {
  const code: Said = {
    key: 'report:opened',
    args: { code: fresh.code },
    lines: [...(about.word === null ? [] : [{ key: 'report:opened-word' }]), ...aboutFiles(fresh, service)],
  };
  const where = await receivedBy(parts, fresh.assignment);
  const receivedOn = receiptDay(input.now, parts.nonWorking);
  const procedure = parts.procedures.get(service.procedure);
  const term =
    procedure &&
    termTold({
      service,
      procedure,
      urgency: fresh.urgency,
      receivedOn: null,
      dueOn: null,
      transferOn: addWorkingDays(receivedOn, TRANSFER_WORKING_DAYS, parts.nonWorking),
    });
  const time = term ? [...term.said, ...(term.toVerify ? [{ key: 'case:term-to-verify' }] : [])] : [];
  const [first, ...rest] = [...where, ...time];
  const route: Said[] = first ? [{ ...first, lines: rest }] : [];
  return [code, ...route, ...(await lines(parts, about, fresh, service)), ...news(about, fresh)];
}

/** Files are asked for only where they may be looked at and where asking puts nobody at risk. */
function aboutFiles({ evidence = [], sensitive }: NewCase, { media }: Service): Said[] {
  if (evidence.some(({ handling }) => handling === 'quarantined'))
    return [{ key: 'evidence:opened-quarantined', args: { count: evidence.length } }];
  if (evidence.length > 0) return [{ key: 'evidence:opened-with', args: { count: evidence.length } }];
  return sensitive || media === 'quarantine' ? [] : [{ key: 'evidence:may-send' }];
}

/** "Lo recibió la Gobernación; la comisaría aún no": the competent body is named, never said to have it already. */
async function receivedBy(parts: ReportParts, assignment: Assignment): Promise<Said[]> {
  const agency = assignment.receives === null ? undefined : (await parts.agencies()).get(assignment.receives);
  const name = agency?.name ?? parts.kinds.get(assignment.shown)?.name ?? '';
  if (assignment.queue === null) return [{ key: 'report:opened-sending', args: { agency: name } }];
  return [{ key: `case:queue-${assignment.queue.reason}`, args: { agency: name } }];
}

async function lines(parts: ReportParts, about: Gathered, fresh: NewCase, service: Service): Promise<Said[]> {
  const shown = linesToShow(service, about.answers, about.accused);
  const urgent = isUrgent(fresh.urgency);
  const said: Said[] = [];
  if (urgent)
    said.push({ key: (await parts.hasOnCall()) ? 'report:opened-oncall' : 'report:opened-oncall-none' });
  if (about.child) said.push({ key: 'report:opened-child' });
  const others = urgent ? shown.filter((line) => line !== '123') : shown;
  if (others.length > 0) {
    said.push({
      key: urgent ? 'report:opened-lines-urgent' : 'report:opened-lines',
      args: { lines: listed(others) },
    });
  }
  const [first, ...rest] = said;
  return first ? [{ ...first, lines: rest }] : [];
}

/** "155, 602 620 3580 y 122", as nested texts so that the joining word stays in the locale. */
function listed(numbers: readonly string[]): string | Said {
  const last = numbers.at(-1) ?? '';
  if (numbers.length < 2) return last;
  return { key: 'report:lines-and', args: { first: numbers.slice(0, -1).join(', '), last } };
}

function news(about: Gathered, fresh: NewCase): Said[] {
  if (about.contact === 'phone') return [{ key: 'report:opened-news-phone' }];
  if (fresh.sendsNews) return [{ key: 'report:opened-news-chat' }];
  if (about.contact === 'hours') return [{ key: 'report:opened-news-hours' }];
  return [{ key: 'report:opened-news-none' }];
}

/** Nothing of it stays: neither the parts of a long story that were kept aside nor the files that were given. */
function dropped(input: CallInput): Effect[] {
  const { story, evidence } = gathered(input.slots);
  return [
    ...(story.length > 0 ? [{ kind: 'story.drop', data: { story: [...story] } }] : []),
    ...(evidence.length > 0 ? [{ kind: 'media.drop', data: { ids: evidence.map(({ id }) => id) } }] : []),
  ];
}
