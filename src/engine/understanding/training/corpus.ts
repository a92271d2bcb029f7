import { addNoise } from './noise.js';
import type { Random } from './random.js';
import type { Phrases, TrainingSources } from './sources.js';
import { type Slots, variety, writeTemplate } from './templates.js';

/** One training text. Texts of one template share `group`: they are kept apart together while calibrating. */
export interface Written {
  readonly text: string;
  readonly label: string;
  readonly group: string;
  /** Misspelt on purpose: its words are no words to know. */
  readonly rough?: true;
  /** Written by somebody as a whole: misspelt here and there. */
  readonly told?: true;
}

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

export const NONE = 'none';
export const DANGER = 'danger';
export const DOUBT = 'doubt';
const ALL_UP_TO = 50;
const FRAMES_PER_NAME = 7;
const FAIR_SHARE = 1200;
const MOST_COPIES = 5;
const SINGLE_COPIES = 4;
const TOLD_COPIES = 5;
const SERVICE_COPIES = 3;
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

/** How many texts are written from a template: nearly all it can give, fewer of the very rich ones. */
const copies = (template: string, slots: Slots, most: number): number => {
  const count = variety(template, slots);
  return count <= ALL_UP_TO
    ? Math.ceil(count * 1.5)
    : Math.min(most, Math.ceil(ALL_UP_TO + Math.sqrt(count)));
};

function writeAll(phrases: Phrases, slots: Slots, most: number, random: Random): Written[] {
  const seen = new Set<string>();
  const written: Written[] = [];
  for (const [label, templates] of Object.entries(phrases)) {
    for (const template of templates) {
      for (let i = copies(template, slots, most); i > 0; i--) {
        const text = writeTemplate(template, slots, random);
        const key = `${label} ${text}`;
        if (seen.has(key)) continue;
        seen.add(key);
        written.push({ label, text, group: template });
      }
    }
  }
  return written;
}

/** Every text as written and roughened as often as asked. */
export const roughen = (texts: readonly Written[], times: number, random: Random): Written[] =>
  texts.flatMap((one) => [
    one,
    ...Array.from({ length: times }, () => ({
      ...one,
      text: addNoise(one.text, random),
      rough: true as const,
    })),
  ]);

const some = (texts: readonly Written[], count: number, label: string, random: Random): Written[] =>
  random
    .shuffle(texts)
    .slice(0, count)
    .map((one) => ({ ...one, label }));

/** Intents with few texts are roughened until no intent drowns in another. */
function balanced(texts: readonly Written[], random: Random): Written[] {
  const byLabel = new Map<string, Written[]>();
  for (const one of texts) {
    const own = byLabel.get(one.label);
    if (own) own.push(one);
    else byLabel.set(one.label, [one]);
  }
  return [...byLabel.values()].flatMap((own) =>
    roughen(own, Math.min(MOST_COPIES, Math.max(0, Math.round(FAIR_SHARE / own.length) - 1)), random),
  );
}

function writeIndicators(sources: TrainingSources, slots: Slots, random: Random): Written[] {
  const frames = (sources.intents.intents['indicator'] ?? []).filter((frame) =>
    frame.includes('<indicador>'),
  );
  return Object.entries(sources.indicators).flatMap(([label, { names }]) =>
    names.flatMap((name) => [
      { label, group: name, text: writeTemplate(name, slots, random) },
      ...Array.from({ length: FRAMES_PER_NAME }, () => ({
        label,
        group: name,
        text: writeTemplate(random.pick(frames).replaceAll('<indicador>', name), slots, random),
      })),
    ]),
  );
}

/** A text that no template varies is roughened a few times more, so that it counts beside the templates. */
const singles = (texts: readonly Written[], random: Random): Written[] =>
  roughen(
    texts.filter(({ group }) => !/[{<]/.test(group)),
    SINGLE_COPIES,
    random,
  );

const toldBy = (label: string, texts: readonly string[]): Written[] =>
  texts.map((text) => ({ label, text, group: text, told: true as const }));

const toldOf = (messages: Phrases): Written[] =>
  Object.entries(messages).flatMap(([label, texts]) => toldBy(label, texts));

const relabelled = (texts: readonly Written[], label: string): Written[] =>
  texts.map((one) => ({ ...one, label }));

/** What people answer to questions is no danger, however short it is. */
const writtenReplies = ({ answers }: TrainingSources): Written[] =>
  [
    ...answers.yes,
    ...answers.no,
    ...Object.keys(answers.days),
    ...answers.weekdays,
    ...Object.values(answers.ordinals).flat(),
  ].map((text) => ({ text, label: NONE, group: text }));

/** Puts a frame around texts of danger: a greeting leaves it danger, "en la novela" makes it none. */
function framed(
  texts: readonly Written[],
  frames: readonly string[],
  count: number,
  slots: Slots,
  random: Random,
): Written[] {
  return random
    .shuffle(texts)
    .slice(0, count)
    .map((one) => {
      const frame = random.pick(frames);
      const [before = '', after = ''] = frame
        .split('<danger>')
        .map((part) => writeTemplate(part, slots, random));
      return { ...one, text: `${before} ${one.text} ${after}`.trim() };
    });
}

/** Writes everything the heads learn from. `places` are the names that stand for <lugar>. */
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
  const intents = writeAll(sources.intents.intents, slots, 150, random);
  const services = writeAll(sources.services.phrases, slots, 110, random);
  const indicators = writeIndicators(sources, slots, random);
  const kinds = writeAll(sources.dangerTexts.danger, slots, 75, random);
  const isCalm = ({ label }: Written): boolean => !URGENT_ROUTES.includes(label);
  const chat = intents.filter(({ label }) => label !== 'indicator' && label !== 'report');
  return {
    intent: balanced(
      [
        ...intents,
        ...singles(intents, random),
        ...roughen(toldIntents, SINGLE_COPIES, random),
        ...roughen(
          relabelled(
            toldServices.filter(({ label }) => !PRIVACY_ROUTES.includes(label)),
            'report',
          ),
          1,
          random,
        ),
        ...some(services, 2500, 'report', random),
        ...some(kinds, 700, 'report', random),
        ...some(indicators, 1500, 'indicator', random),
      ],
      random,
    ),
    indicator: [...indicators, ...some(chat, 700, NONE, random), ...some(services, 700, NONE, random)],
    service: [...services, ...roughen(toldServices, SERVICE_COPIES, random)],
    kind: [...kinds, ...singles(kinds, random)],
    danger: dangerTexts(
      sources,
      {
        slots,
        dangers: relabelled(kinds, DANGER),
        safe: [
          ...some(chat, 1500, NONE, random),
          ...some(indicators, 1200, NONE, random),
          ...some(services.filter(isCalm), 2500, NONE, random),
          ...roughen(
            relabelled(
              [
                ...toldIntents.filter(({ label }) => label !== 'report'),
                ...toldServices.filter(({ label }) => !VIOLENT_ROUTES.includes(label)),
              ],
              NONE,
            ),
            2,
            random,
          ),
        ],
      },
      random,
    ),
  };
}

/** What the danger head learns from; `safe` are texts of other heads that are no danger. */
function dangerTexts(
  sources: TrainingSources,
  given: { slots: Slots; dangers: readonly Written[]; safe: readonly Written[] },
  random: Random,
): Written[] {
  const { told, dangerTexts: texts } = sources;
  const { slots, dangers } = given;
  const doubts = writeAll({ [DOUBT]: texts.doubt }, slots, 60, random);
  const safe = writeAll({ [NONE]: texts.safe }, slots, 70, random);
  const whole = [...toldBy(DANGER, told.danger), ...toldBy(DOUBT, told.doubt), ...toldBy(NONE, told.safe)];
  return [
    ...dangers,
    ...singles([...dangers, ...doubts, ...safe], random),
    ...roughen(whole, TOLD_COPIES, random),
    ...framed(dangers, texts.frames.danger, 2500, slots, random),
    ...relabelled(framed(dangers, texts.frames.safe, 1200, slots, random), NONE),
    ...doubts,
    ...singles(writtenReplies(sources), random),
    ...safe,
    ...given.safe,
  ];
}
