import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../../domain/json.js';
import { INTENTS } from '../../domain/understanding.js';
import { Problem } from '../../problem.js';

/** dialogs/README.md is the same vocabulary for officials; change both together. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const condition = z
  .strictObject({
    slot: z.string(),
    equals: scalar.optional(),
    in: z.array(scalar).optional(),
    exists: z.boolean().optional(),
    go: z.string(),
  })
  .refine((it) => [it.equals, it.in, it.exists].filter((part) => part !== undefined).length === 1, {
    message: 'a condition has exactly one of equals, in, exists',
  });
const option = z.strictObject({ value: z.string(), text: z.string(), go: z.string().optional() });

const common = { id: z.string().optional(), next: z.string().optional() };
const stepSchema = z.union([
  z.strictObject({
    ...common,
    say: z.union([z.string(), z.array(z.string())]),
    with: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    ask: z.string(),
    save: z.string(),
    expect: z.string().default('text'),
    with: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    confirm: z.string(),
    save: z.string().optional(),
    yes: z.string().optional(),
    no: z.string().optional(),
    with: z.array(z.string()).optional(),
  }),
  z.strictObject({
    ...common,
    choose: z.string(),
    save: z.string(),
    options: z.array(option).optional(),
    options_from: z.string().optional(),
    other: z.string().optional(),
    with: z.array(z.string()).optional(),
  }),
  z.strictObject({ ...common, when: z.array(condition).min(1), else: z.string().optional() }),
  z.strictObject({
    ...common,
    call: z.string(),
    args: z.record(z.string(), z.json()).optional(),
    on: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ ...common, form: z.string() }),
  z.strictObject({ ...common, start: z.string(), give: z.array(z.string()).optional() }),
  z.strictObject({ id: z.string().optional(), goto: z.string() }),
  z.strictObject({ id: z.string().optional(), end: z.literal(true) }),
]);

const dialogSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z-]*$/),
  about: z.string(),
  intents: z.array(z.enum(INTENTS)).default([]),
  /** Events (case.answered …) that start this dialog. */
  events: z.array(z.string()).default([]),
  /** An offer rather than a task: any other clear wish replaces it, and nobody is brought back to it. */
  passing: z.boolean().default(false),
  /** A call that is made when the person leaves before the end (cancelar, menú), to keep what they had answered. */
  leaving: z.string().optional(),
  steps: z.array(stepSchema).min(1),
});

type RawStep = z.infer<typeof stepSchema>;
/** A step with its id; an unnamed one is called `#n` after its place. */
export type Step = RawStep & { readonly id: string };

export interface Dialog {
  readonly id: string;
  readonly about: string;
  readonly intents: readonly string[];
  readonly events: readonly string[];
  readonly passing: boolean;
  readonly leaving?: string;
  readonly steps: readonly Step[];
  /** First 12 hex digits of SHA-256 over the steps: tells whether a waiting conversation was begun on these. */
  readonly hash: string;
}

/**
 * Validates one dialog file's content.
 * @throws Problem `dialog_invalid` naming the dialog and every fault.
 */
export function parseDialog(raw: unknown, file: string): Dialog {
  const parsed = dialogSchema.safeParse(raw);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new Problem('dialog_invalid', `${file}: ${faults}`);
  }
  const { id, about, intents, events, passing, leaving } = parsed.data;
  const steps = parsed.data.steps.map((step, index) => ({ ...step, id: step.id ?? `#${index}` }) as Step);
  const hash = createHash('sha256').update(JSON.stringify(parsed.data.steps)).digest('hex').slice(0, 12);
  return { id, about, intents, events, passing, ...(leaving === undefined ? {} : { leaving }), steps, hash };
}

/** The text key of a step's text: `report` + `description` is `report:description`; a key with a colon is whole. */
export function textKey(dialog: Pick<Dialog, 'id'>, key: string): string {
  return key.includes(':') ? key : `${dialog.id}:${key}`;
}

/** Where a step goes when nothing else is said: `next`, else the next one in the file, else the end. */
export function following(dialog: Dialog, step: Step): string | null {
  if ('next' in step && step.next) return step.next;
  const index = dialog.steps.findIndex((it) => it.id === step.id);
  return dialog.steps[index + 1]?.id ?? null;
}

export function holds(
  condition: { equals?: Json; in?: Json[]; exists?: boolean },
  value: Json | undefined,
): boolean {
  if (condition.exists !== undefined) return (value !== undefined && value !== null) === condition.exists;
  if (condition.in) return condition.in.some((it) => it === value);
  return condition.equals === value;
}
