import { z } from 'zod';
import type { Procedure, ProcedureCatalogue, ProcedureId } from '../domain/procedure.js';
import { PROCEDURES } from '../domain/procedure.js';
import type { AskedQuestion, Service, ServiceQuestion } from '../domain/service.js';
import { POPULATIONS } from '../domain/understanding.js';
import { Problem } from '../problem.js';

const words = z.strictObject({
  'es-CO': z.string(),
  'es-CO-x-facil': z.string(),
  child: z.string().optional(),
});
const when = z.record(z.string(), z.string());
const urgency = z.enum(['P0', 'P1', 'P2', 'P3']);
const decision = z.union([
  z.strictObject({ service: z.string() }),
  z.strictObject({ queue: z.enum(['not_family', 'not_institution', 'unrouted']) }),
]);

const serviceFile = z.strictObject({
  id: z.string().regex(/^R\d{2}$/),
  short: z.string().max(40),
  name: words,
  concern: z.string(),
  populations: z.array(z.enum(POPULATIONS)),
  condition: z.string().optional(),
  shown: z.string(),
  receives: z.string(),
  receives_note: z.string().optional(),
  secondary: z.array(
    z.strictObject({ agency: z.string(), when: when.optional(), note: z.string().optional() }),
  ),
  procedure: z.enum(PROCEDURES),
  urgency,
  raised: z.strictObject({ to: urgency, when: z.string(), question: z.string() }).optional(),
  questions: z.array(
    z.strictObject({
      id: z.string(),
      ask: z.boolean().optional(),
      decides: z.record(z.string(), decision).optional(),
    }),
  ),
  lines: z.array(z.union([z.string(), z.strictObject({ line: z.string(), when })])),
  advice: words.optional(),
  asks_protection: z.boolean(),
  sensitive: z.boolean(),
  media: z.enum(['optional', 'quarantine']),
  anonymous: z.boolean(),
  anonymous_note: z.string().optional(),
  duty_to_report: z.string(),
  legal_basis: z.string(),
  source: z.string(),
  confidence: z.string(),
});

const questionBank = z.record(
  z.string(),
  z.strictObject({
    kind: z.enum(['yes_no', 'choose', 'text']),
    ask: words,
    options: z.array(z.strictObject({ value: z.string(), label: words })).optional(),
  }),
);

const procedureFile = z.record(
  z.enum(PROCEDURES),
  z.strictObject({
    term: z.strictObject({
      kind: z.enum(['now', 'hours', 'working_hours', 'working_days', 'own_route', 'none']),
      amount: z.number().int().positive().optional(),
      extension: z.number().int().positive().optional(),
      from: z.enum(['competent_receipt', 'authority_knows']).optional(),
    }),
    text: z.string(),
    basis: z.string(),
    verified: z.boolean(),
  }),
);

/** Reads the parsed questions.yaml. Throws `catalogue.wrong` naming the file and the field. */
export function readQuestions(parsed: unknown, file: string): ReadonlyMap<string, ServiceQuestion> {
  const bank = checked(questionBank, parsed, file);
  return new Map(
    Object.entries(bank).map(([id, { kind, ask, options }]) => [
      id,
      options ? { id, kind, ask, options } : { id, kind, ask },
    ]),
  );
}

/** Reads one parsed service file. Throws `catalogue.wrong` naming the file and the field. */
export function readService(
  parsed: unknown,
  file: string,
  questions: ReadonlyMap<string, ServiceQuestion>,
): Service {
  const {
    receives_note,
    anonymous_note,
    asks_protection,
    duty_to_report,
    legal_basis,
    questions: asked,
    lines,
    ...same
  } = checked(serviceFile, parsed, file);
  return {
    ...same,
    ...(receives_note === undefined ? {} : { receivesNote: receives_note }),
    ...(anonymous_note === undefined ? {} : { anonymousNote: anonymous_note }),
    asksProtection: asks_protection,
    dutyToReport: duty_to_report,
    legalBasis: legal_basis,
    lines: lines.map((line) => (typeof line === 'string' ? { line } : line)),
    questions: asked.map(({ id, ask, decides }): AskedQuestion => {
      const question = questions.get(id);
      if (!question) throw wrong(file, `questions: there is no question ${id}`);
      return { question, decides: decides ?? {}, ask: ask ?? true };
    }),
  };
}

/** Reads the parsed procedures.yaml. Throws `catalogue.wrong` naming the file and the field. */
export function readProcedures(parsed: unknown, file: string): ProcedureCatalogue {
  const read = checked(procedureFile, parsed, file);
  return new Map(
    PROCEDURES.map((id): [ProcedureId, Procedure] => {
      const { term, text, basis, verified } = read[id];
      return [id, { id, term, termText: text, basis, verified }];
    }),
  );
}

function checked<T>(schema: z.ZodType<T>, parsed: unknown, file: string): T {
  const result = schema.safeParse(parsed);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw wrong(file, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

const wrong = (file: string, what: string): Problem => new Problem('catalogue.wrong', `${file}: ${what}`);
