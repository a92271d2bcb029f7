import { dangerTexts } from './danger-corpus.js';
import type { Random } from './random.js';
import type { TrainingSources } from './sources.js';
import { type Slots, writeTemplate } from './templates.js';
import {
  DANGER,
  NONE,
  SINGLE_COPIES,
  type Written,
  balanced,
  relabelled,
  roughen,
  singles,
  some,
  toldOf,
  writeAll,
} from './writing.js';

/** The texts each head learns from. */
export interface Corpus {
  readonly intent: readonly Written[];
  readonly indicator: readonly Written[];
  readonly service: readonly Written[];
  /** danger, doubt or none. */
  readonly danger: readonly Written[];
  /** Which danger it is, of texts that are danger. */
  readonly kind: readonly Written[];
}

const FRAMES_PER_NAME = 7;
const FAIR_SHARE = 1200;
const REPORT_COPIES = 3;
/** So many texts of a route at most are told ones and their copies: no route weighs more because more were written. */
const TOLD_OF_ROUTE = 100;
/** Requests about one's own data are no report. */
const PRIVACY_ROUTES = ['R47'];
/** Routes whose messages may tell of danger that goes on: no examples of safety. */
const VIOLENT_ROUTES = [
  'R01',
  'R02',
  'R03',
  'R04',
  'R05',
  'R06',
  'R07',
  'R08',
  'R09',
  'R10',
  'R13',
  'R14',
  'R15',
  'R16',
  'R17',
  'R20',
  'R34',
  'R36',
  'R41',
  'R43',
  'R44',
  'R48',
  'R49',
];
/** Routes that are danger by nature, or mostly: their texts are no examples of safety. */
const URGENT_ROUTES = ['R29', 'R01', 'R09', 'R13', 'R16', 'R20', 'R34', 'R36', 'R44', 'R48', 'R49'];

function writeIndicators(sources: TrainingSources, slots: Slots, random: Random): Written[] {
  const frames = (sources.intents.intents['indicator'] ?? []).filter((frame) =>
    frame.includes('<indicador>'),
  );
  return Object.entries(sources.indicators).flatMap(([label, { names }]) =>
    names.flatMap((name) => {
      const own = random.named(name);
      return [
        { label, group: name, text: writeTemplate(name, slots, own) },
        ...Array.from({ length: FRAMES_PER_NAME }, () => ({
          label,
          group: name,
          text: writeTemplate(own.pick(frames).replaceAll('<indicador>', name), slots, own),
        })),
      ];
    }),
  );
}

/**
 * Writes everything the heads learn from. Each part draws from a stream of its own, and each text in it from one named
 * after it, so that a text more or less leaves all others as they are. `places` are the names that stand for <lugar>.
 */
export function writeCorpus(sources: TrainingSources, places: readonly string[], random: Random): Corpus {
  const slots: Slots = {
    ...sources.services.slots,
    ...sources.intents.slots,
    ...sources.dangerTexts.slots,
    lugar: places,
    indicador: Object.values(sources.indicators).flatMap(({ names }) => names),
    preocupacion: Object.values(sources.services.phrases).flat(),
  };
  const { told } = sources;
  const toldIntents = toldOf(told.intents);
  const toldServices = toldOf(told.services);
  const intents = writeAll(sources.intents.intents, slots, 150, random.named('intents'));
  const services = writeAll(sources.services.phrases, slots, 110, random.named('services'));
  const indicators = writeIndicators(sources, slots, random.named('indicators'));
  const kinds = writeAll(sources.dangerTexts.danger, slots, 75, random.named('dangers'));
  const isCalm = ({ label }: Written): boolean => !URGENT_ROUTES.includes(label);
  const chat = intents.filter(({ label }) => label !== 'indicator' && label !== 'report');
  return {
    intent: balanced(
      [
        ...intents,
        ...singles(intents, random.named('single intents')),
        ...roughen(toldIntents, SINGLE_COPIES, random.named('told intents')),
        ...roughen(
          relabelled(
            toldServices.filter(({ label }) => !PRIVACY_ROUTES.includes(label)),
            'report',
          ),
          REPORT_COPIES,
          random.named('told reports'),
        ),
        ...some(services, 2500, 'report', random.named('services as reports')),
        ...some(kinds, 700, 'report', random.named('dangers as reports')),
        ...some(indicators, 1500, 'indicator', random.named('indicators as intent')),
      ],
      FAIR_SHARE,
      random.named('balance'),
    ),
    indicator: [
      ...indicators,
      ...some(chat, 700, NONE, random.named('chat, no indicator')),
      ...some(services, 700, NONE, random.named('services, no indicator')),
    ],
    service: [...services, ...balanced(toldServices, TOLD_OF_ROUTE, random.named('told services'))],
    kind: [...kinds, ...singles(kinds, random.named('single kinds'))],
    danger: dangerTexts(
      sources,
      {
        slots,
        dangers: relabelled(kinds, DANGER),
        safe: [
          ...some(chat, 1500, NONE, random.named('chat')),
          ...some(indicators, 1200, NONE, random.named('figures')),
          ...some(services.filter(isCalm), 2500, NONE, random.named('calm services')),
          ...roughen(
            relabelled(
              [
                ...toldIntents.filter(({ label }) => label !== 'report'),
                ...toldServices.filter(({ label }) => !VIOLENT_ROUTES.includes(label)),
              ],
              NONE,
            ),
            2,
            random.named('told calm'),
          ),
        ],
      },
      random.named('danger'),
    ),
  };
}
