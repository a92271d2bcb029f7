import { parseDocument, type Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { z } from 'zod';

const event = z.strictObject({
  event: z.string(),
  /** What the event must hold; anything else may be in it. */
  with: z.record(z.string(), z.json()).optional(),
});
const bot = z.strictObject({ bot: z.union([z.string(), z.array(z.string())]) });
const words = z.union([z.string(), z.array(z.string())]);

const stepSchema = z.union([
  /** Where the conversation takes place. Only as the first step. */
  z.strictObject({
    setup: z.strictObject({
      /** A file of tests/conversations/consultations/, without its ending. */
      consultation: z.string().optional(),
      /** What the channel says the person reads. */
      locale: z.string().optional(),
      /** Whether somebody is on call. */
      roster: z.boolean().optional(),
      /** Bodies whose contact was verified, with its telephone: `COMISARIA-76834: '+576022222222'`. */
      agencies: z.record(z.string(), z.string()).optional(),
    }),
  }),
  z.strictObject({
    user: z.union([z.string(), z.strictObject({ repeat: z.string(), times: z.number() })]),
  }),
  /** Written in the other channel; replies of the channel that was not written in are marked with ». */
  z.strictObject({ there: z.string() }),
  /** Answers each question by its key until one is asked that has no answer here; a report's usual answers are known,
   * and an empty one stops there. */
  z.strictObject({ answers: z.record(z.string(), z.string()) }),
  /** What arrives that is no text: image, audio, sticker … */
  z.strictObject({ sends: z.string() }),
  /** A file that arrives: what it is and, if any, the words beside it. */
  z.strictObject({
    gives: z.enum(['photo', 'voice', 'video', 'pdf', 'program', 'heavy']),
    caption: z.string().optional(),
  }),
  bot,
  z.strictObject({ contains: words }),
  z.strictObject({ lacks: words }),
  event,
  /** An official of the body that holds the case, or of the Gobernación, acts on it. */
  z.strictObject({
    official: z.strictObject({
      does: z.enum([
        'assign',
        'deliver',
        'acknowledge',
        'accept',
        'reject',
        'transfer',
        'request_information',
        'message',
        'resolve',
        'close',
      ]),
      says: z.string().optional(),
      agency: z.string().optional(),
      by: z.enum(['agency', 'gobernacion']).default('gobernacion'),
    }),
  }),
  z.strictObject({ happen: z.strictObject({ name: z.string(), data: z.record(z.string(), z.json()) }) }),
  z.strictObject({ wait: z.string().regex(/^\d+(min|h|d)$/) }),
]);

export type RecordedStep = z.infer<typeof stepSchema>;

/** A recorded conversation: steps that an official can read, and the document they were written in. */
export interface Recorded {
  readonly steps: readonly RecordedStep[];
  readonly document: Document;
}

/** @throws Error naming the step that is not one. */
export function parseRecorded(source: string): Recorded {
  const document = parseDocument(source);
  const raw: unknown = document.toJS();
  if (!Array.isArray(raw)) throw new Error('a recorded conversation is a list of steps');
  const steps = raw.map((step, index) => {
    const parsed = stepSchema.safeParse(step);
    if (!parsed.success) throw new Error(`step ${index + 1} is not one: ${JSON.stringify(step)}`);
    return parsed.data;
  });
  return { steps, document };
}

/** Whether the person or the world does something here, so that replies may follow. */
export const isCause = (step: RecordedStep): boolean =>
  'user' in step ||
  'there' in step ||
  'answers' in step ||
  'sends' in step ||
  'gives' in step ||
  'official' in step ||
  'happen' in step;

/** The file with the replies that were really given after each cause, everything else as it was written. */
export function withReplies(
  { steps, document }: Recorded,
  given: ReadonlyMap<number, readonly string[]>,
): string {
  const { contents } = document;
  if (!isSeq(contents)) return document.toString();
  const items = contents.items as YAMLMap[];
  const renewed: unknown[] = [];
  steps.forEach((step, index) => {
    if ('bot' in step) return;
    const item = items[index];
    if (isMap(item)) renewed.push(item);
    const keys = given.get(index);
    if (!keys || keys.length === 0) return;
    const node = document.createNode({ bot: keys.length === 1 ? keys[0] : keys });
    const list = node.get('bot', true);
    if (isSeq(list)) list.flow = true;
    renewed.push(node);
  });
  contents.items = renewed;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
