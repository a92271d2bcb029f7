import type { JsonObject } from '../../../domain/json.js';
import type { Said } from '../../../domain/message.js';
import { asksProtection } from '../../../domain/procedure.js';
import { wording } from '../../../domain/service.js';
import type { Call, CallInput, CallOutput } from '../../../engine/flow/state.js';
import { plainWords } from '../../commands.js';
import { readPhone, writtenPhone } from '../../phone.js';
import { tellMore } from '../../story.js';
import { gathered, type ReportParts } from './parts.js';

/** What of a long story is shown back. */
const SHOWN_TOLD = 280;
/** A correction of a number is short; a sentence about somebody's number is part of the story. */
const SHORT_CORRECTION = 6;
/** "no, eso fue en la vereda La Buitrera, de Palmira": up to so many words that name a place only correct it. */
const LONGEST_PLACE = 8;
/** Fewer words than this say that something is wrong, and not what. */
const TELLS_SOMETHING = 6;

/** How to be reached, consent, and the summary that can be corrected in one's own words. */
export function summaryCalls(parts: ReportParts): Record<string, Call> {
  return {
    'report.contact': { outcomes: ['sensitive', 'plain', 'settled'], run: (input) => contact(parts, input) },
    'report.forget-identity': {
      outcomes: [],
      run: ({ slots }) => ({
        slots: {
          name: null,
          phone: null,
          note: null,
          ...(slots.contact === 'phone' ? { contact: 'none' } : {}),
        },
      }),
    },
    'report.summary': { outcomes: [], run: (input) => summary(parts, input) },
    'report.correct': {
      outcomes: ['corrected', 'unclear', 'discarded'],
      run: (input) => correct(parts, input),
    },
  };
}

/** How the person may be reached is asked once; again when they want to change it, or when what the concern turned out
 * to be is more, or less, to be kept from others than what was asked for before. */
function contact(parts: ReportParts, input: CallInput): CallOutput {
  const about = gathered(input.slots);
  const service = about.service === null ? undefined : parts.services.get(about.service);
  const sensitive = service === undefined || service.sensitive;
  const outcome = sensitive ? 'sensitive' : 'plain';
  if (about.contact !== null && input.slots.reached === outcome && input.slots.decision !== 'contact')
    return { outcome: 'settled' };
  const nameKey =
    service && !service.anonymous && !asksProtection(service, service.urgency)
      ? 'report:name-needed'
      : 'report:name';
  return {
    outcome,
    slots: {
      sensitive,
      reached: outcome,
      hours: null,
      phone: null,
      note: null,
      name_question: { key: nameKey },
    },
  };
}

/** A municipality that was named only where the address was asked for: "en Tuluá", not "frente al estadio Palmira". */
function placeOf({ understander, territories }: ReportParts, { slots, now }: CallInput): JsonObject {
  const { territory, whereabouts } = gathered(slots);
  if (territory !== null || whereabouts === null) return {};
  const heard = understander.understand(whereabouts, { now });
  const [only, ...others] = heard.territory.filter((code) => territories.get(code)?.kind === 'municipality');
  if (only === undefined || others.length > 0 || heard.territoryAmbiguous) return {};
  const name = plainWords(territories.get(only)?.name ?? '');
  const said = ` ${plainWords(whereabouts)} `;
  return said.includes(` en ${name} `) || said.includes(` municipio de ${name} `) ? { territory: only } : {};
}

function summary(parts: ReportParts, input: CallInput): CallOutput {
  const named = placeOf(parts, input);
  const about = gathered({ ...input.slots, ...named });
  const service = about.service === null ? undefined : parts.services.get(about.service);
  const place = about.territory === null ? undefined : parts.territories.get(about.territory)?.name;
  const shown = about.told.length > SHOWN_TOLD ? `${about.told.slice(0, SHOWN_TOLD - 1)}…` : about.told;
  const lines: Said[] = [
    ...(service
      ? [
          {
            key: 'report:summary-concern',
            args: { concern: wording(service.name, input.locale, about.child) },
          },
        ]
      : []),
    { key: 'report:summary-told', args: { told: shown } },
    place === undefined
      ? { key: 'report:summary-place-unknown' }
      : { key: 'report:summary-place', args: { place } },
    ...(about.whereabouts === null
      ? []
      : [{ key: 'report:summary-whereabouts', args: { whereabouts: about.whereabouts } }]),
    {
      key:
        about.informant === 'witness' || about.informant === 'board'
          ? `report:summary-${about.informant}`
          : 'report:summary-victim',
    },
    {
      key: `report:summary-contact-${about.contact ?? 'none'}`,
      args: { hours: about.hours ?? '', phone: about.phone === null ? '' : writtenPhone(about.phone) },
    },
    about.name === null
      ? { key: 'report:summary-anonymous' }
      : { key: 'report:summary-name', args: { name: about.name } },
    ...(about.evidence.length > 0
      ? [{ key: 'report:summary-evidence', args: { count: about.evidence.length } }]
      : []),
    { key: 'report:summary-question' },
  ];
  return { slots: { ...named, summary: { key: 'report:summary', lines: lines as unknown as JsonObject[] } } };
}

/** "no, era Palmira", "mi número es otro: 300…": what the words say is changed, the rest stays. Longer words belong to
 * the story (`whole`: all of them do); shorter ones ("no es eso", "no me llamen") say that something is wrong, not what. */
function correct(parts: ReportParts, input: CallInput): CallOutput {
  const words = String(input.slots.decision ?? '');
  const length = words.trim().split(/\s+/).length;
  const heard = parts.understander.understand(words, { now: input.now });
  const whole = input.args.whole === true;
  if (!whole && heard.intent === 'cancel' && heard.confidence >= 0.7) return { outcome: 'discarded' };
  const done: Said[] = [{ key: 'report:corrected' }];
  const phone = readPhone(words);
  // Only who asked to be called corrects their number here: another number in the words may be the aggressor's.
  if (phone !== null && isOwnNumber(input, length))
    return { outcome: 'corrected', say: done, slots: { phone } };
  const place = heard.territory.find((code) => parts.territories.get(code)?.kind === 'municipality');
  const known: JsonObject = place === undefined || heard.territoryAmbiguous ? {} : { territory: place };
  if ('territory' in known && length <= LONGEST_PLACE)
    return { outcome: 'corrected', say: done, slots: known };
  if (length < TELLS_SOMETHING && !whole) return { outcome: 'unclear' };
  const { slots, effects } = tellMore(input.slots, words, input);
  return { outcome: 'corrected', say: [{ key: 'report:added' }], slots: { ...known, ...slots }, effects };
}

/** "mi número es otro: 300…" from who chose to be called; nothing else changes how a person is reached. */
const isOwnNumber = (input: CallInput, length: number): boolean =>
  gathered(input.slots).contact === 'phone' && length <= SHORT_CORRECTION;
