import { kindOf } from '../../../domain/evidence.js';
import type { JsonObject } from '../../../domain/json.js';
import type { Said, SaidOption } from '../../../domain/message.js';
import type { Recognition } from '../../../domain/understanding.js';
import { shortName } from '../../../domain/service.js';
import type { Call, CallInput, CallOutput } from '../../../engine/flow/state.js';
import { filesIn, voiceStory } from '../../media/held.js';
import { tellMore } from '../../story.js';
import { takeHeld } from '../evidence.js';
import { gathered, type ReportParts } from './parts.js';

/** A message of fewer words than this that names no concern asks to report but tells nothing yet. */
const TELLS_SOMETHING = 6;
/** From so many words on something was told, also where it names no concern that is known: nobody repeats a story. */
const TELLS_ANYWAY = 12;
/** How often the service asks for other words before a person of the Gobernación reads it. */
const MOST_RETELLS = 1;

/** Hearing what happened and proposing what it is. */
export function listeningCalls(parts: ReportParts): Record<string, Call> {
  return {
    'report.begin': { outcomes: ['told', 'nothing'], run: (input) => begin(parts, input) },
    'report.listen': {
      outcomes: ['proposed', 'unknown', 'voice', 'unrouted'],
      run: (input) => listen(parts, input),
    },
    'report.reject': { outcomes: ['retell', 'unrouted'], run: reject },
    'report.add': {
      outcomes: [],
      run: (input) => add(input, String(input.slots[String(input.args.from)] ?? '')),
    },
  };
}

/** Whether the message that started the dialog already tells what happened. Files that came just before belong to it;
 * a voice note among them tells it. */
function begin(parts: ReportParts, input: CallInput): CallOutput {
  const held = takeHeld(input);
  const voice = filesIn(held.slots?.evidence).some(({ type }) => kindOf(type) === 'audio');
  const begun = beginWords(parts, input);
  if (!voice || begun.outcome === 'told')
    return merged(held, { ...begun, ...(voice ? { slots: { ...begun.slots, voice } } : {}) });
  const told = voiceStory(parts.words);
  return merged(held, {
    outcome: 'told',
    slots: { ...begun.slots, voice, told },
    say: [{ key: 'evidence:voice-taken' }],
  });
}

function beginWords(parts: ReportParts, input: CallInput): CallOutput {
  const given = typeof input.slots.text === 'string' ? input.slots.text : input.text;
  const heard =
    given === input.text ? input.recognition : parts.understander.understand(given, { now: input.now });
  const child =
    heard.speaker === 'child' || (heard.age !== null && heard.age < 18 && heard.speaker === 'victim');
  const words = given.trim().split(/\s+/).length;
  const tells = words >= (heard.service.length > 0 ? TELLS_SOMETHING : TELLS_ANYWAY);
  if (!tells && input.slots.danger !== true) return { outcome: 'nothing', slots: { child } };
  const { story } = gathered(input.slots);
  if (story.length > 0) return { outcome: 'told', slots: { told: given } };
  return { outcome: 'told', ...tellMore({}, given, input) };
}

const add = (input: CallInput, more: string): CallOutput =>
  more.trim() === '' ? {} : tellMore(input.slots, more, input);

/** Reads what was told: what it may be, and everything that need not be asked any more. */
function listen(parts: ReportParts, input: CallInput): CallOutput {
  const trimmed = inParts(input);
  const told = String(trimmed.slots?.told ?? input.slots.told ?? '');
  const heard = parts.understander.understand(told, { now: input.now });
  const slots = { ...trimmed.slots, ...known(parts, input, heard) };
  const child = slots.child === true;
  const rest = { slots: { ...slots }, effects: trimmed.effects ?? [] };
  const candidates = heard.service.filter((id) => parts.services.has(id)).slice(0, 3);
  if (candidates.length === 0) {
    const again = tellAgain(input);
    const outcome = input.slots.voice === true ? 'voice' : 'unknown';
    return again ? { ...rest, outcome, slots: { ...slots, ...again } } : merged(rest, UNROUTED);
  }
  const options: SaidOption[] = candidates.map((id) => {
    const service = parts.services.get(id);
    return { value: id, label: service ? shortName(service, input.locale, child) : id };
  });
  const proposal: Said = {
    key: 'report:proposal',
    options: [...options, { value: 'none', key: 'report:proposal-none' }],
  };
  const sensitive = parts.services.get(candidates[0] ?? '')?.sensitive === true;
  const heardKey = sensitive ? 'report:heard-sensitive' : 'report:heard';
  return {
    ...rest,
    outcome: 'proposed',
    slots: {
      ...slots,
      proposal: proposal as unknown as JsonObject,
      greeted: true,
    },
    say: input.slots.greeted ? [] : [{ key: heardKey }],
  };
}

/** None of the proposals was right: other words once, then a person of the Gobernación reads it. */
function reject(input: CallInput): CallOutput {
  const again = tellAgain(input);
  return again ? { outcome: 'retell', slots: again } : UNROUTED;
}

/** Slots for asking in other words; null when that was done often enough. */
function tellAgain(input: CallInput): JsonObject | null {
  const retold = Number(input.slots.retold ?? 0);
  return retold < MOST_RETELLS ? { retold: retold + 1 } : null;
}

const UNROUTED: CallOutput = {
  outcome: 'unrouted',
  slots: { service: null },
  say: [{ key: 'report:unrouted' }],
};

const merged = (one: CallOutput, other: CallOutput): CallOutput => ({
  ...one,
  ...other,
  slots: { ...one.slots, ...other.slots },
  say: [...(one.say ?? []), ...(other.say ?? [])],
  effects: [...(one.effects ?? []), ...(other.effects ?? [])],
});

/** A story told in one go may be longer than the state holds. */
function inParts(input: CallInput): CallOutput {
  const told = String(input.slots.told ?? '');
  const { story } = gathered(input.slots);
  return story.length === 0 ? tellMore({}, told, input) : { slots: { told } };
}

/** What the story says about place, people and who is accused. What was answered before is not overwritten. */
function known(parts: ReportParts, input: CallInput, heard: Recognition): JsonObject {
  const before = gathered(input.slots);
  const municipality = heard.territory.filter((code) => parts.territories.get(code)?.kind === 'municipality');
  const place = municipality.length === 1 && !heard.territoryAmbiguous ? municipality[0] : undefined;
  const child = before.child || heard.speaker === 'child';
  const informant = heard.speaker === 'child' ? 'child' : heard.speaker;
  return {
    child,
    accused: [...new Set([...before.accused, ...heard.accused])],
    populations: heard.population.length > 0 ? [...heard.population] : [...before.populations],
    ...(heard.age === null ? {} : { age: heard.age }),
    ...(heard.danger ? { danger: true } : {}),
    ...(input.slots.territory === undefined && place !== undefined ? { territory: place } : {}),
    ...(input.slots.informant === undefined && informant ? { informant } : {}),
  };
}
