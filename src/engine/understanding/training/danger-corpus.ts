import type { Random } from './random.js';
import type { TrainingSources } from './sources.js';
import { type Slots, writeTemplate } from './templates.js';
import {
  DANGER,
  DOUBT,
  NONE,
  type Written,
  relabelled,
  roughen,
  singles,
  toldBy,
  writeAll,
} from './writing.js';

const TOLD_COPIES = 2;

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
    .inOrderOfChance(texts, ({ text }) => text)
    .slice(0, count)
    .map((one) => {
      const own = random.named(one.text);
      const frame = own.pick(frames);
      const [before = '', after = ''] = frame
        .split('<danger>')
        .map((part) => writeTemplate(part, slots, own));
      return { ...one, text: `${before} ${one.text} ${after}`.trim() };
    });
}

/** What the danger head learns from; `safe` are texts of other heads that are no danger. */
export function dangerTexts(
  sources: TrainingSources,
  given: { slots: Slots; dangers: readonly Written[]; safe: readonly Written[] },
  random: Random,
): Written[] {
  const { told, dangerTexts: texts } = sources;
  const { slots, dangers } = given;
  const doubts = writeAll({ [DOUBT]: texts.doubt }, slots, 60, random.named('doubts'));
  const safe = writeAll({ [NONE]: texts.safe }, slots, 70, random.named('safe'));
  const whole = [...toldBy(DANGER, told.danger), ...toldBy(DOUBT, told.doubt), ...toldBy(NONE, told.safe)];
  return [
    ...dangers,
    ...singles([...dangers, ...doubts, ...safe], random.named('singles')),
    ...roughen(whole, TOLD_COPIES, random.named('told')),
    ...framed(dangers, texts.frames.danger, 2500, slots, random.named('framed danger')),
    ...relabelled(framed(dangers, texts.frames.safe, 1200, slots, random.named('framed safe')), NONE),
    ...doubts,
    ...singles(writtenReplies(sources), random.named('replies')),
    ...safe,
    ...given.safe,
  ];
}
