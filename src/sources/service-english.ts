import { z } from 'zod';
import type { Service, ServiceQuestion, Words } from '../domain/service.js';
import { Problem } from '../problem.js';

const texts = z.record(z.string(), z.string());
const file = z.strictObject({
  services: texts,
  advice: texts,
  questions: texts,
  answers: z.record(z.string(), texts),
});

/** English of services, by id, and of the questions that they share. */
export type English = z.infer<typeof file>;

/** Reads the parsed english.yaml. Throws `catalogue.wrong` naming the file and the field. */
export function readEnglish(parsed: unknown, name: string): English {
  const read = file.safeParse(parsed);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Problem('catalogue.wrong', `${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

const also = (words: Words, en: string | undefined): Words => (en === undefined ? words : { ...words, en });

/** The questions with their English wording, where there is one. */
export const inEnglish = (
  questions: ReadonlyMap<string, ServiceQuestion>,
  { questions: asks, answers }: English,
): ReadonlyMap<string, ServiceQuestion> =>
  new Map(
    [...questions].map(([id, question]): [string, ServiceQuestion] => {
      const { ask, options } = question;
      const labelled = options?.map(({ value, label }) => ({
        value,
        label: also(label, answers[id]?.[value]),
      }));
      return [id, { ...question, ask: also(ask, asks[id]), ...(labelled ? { options: labelled } : {}) }];
    }),
  );

/** The service with its English name and advice, where there are any. */
export const serviceInEnglish = (service: Service, { services, advice }: English): Service => ({
  ...service,
  name: also(service.name, services[service.id]),
  ...(service.advice ? { advice: also(service.advice, advice[service.id]) } : {}),
});
