import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type AgencyKind, ONE_PER } from '../domain/agency.js';
import type { ProcedureCatalogue } from '../domain/procedure.js';
import type { Service, ServiceCatalogue, ServiceQuestion } from '../domain/service.js';
import type { SpokenSymbols } from '../domain/tracking-code.js';
import { Problem } from '../problem.js';
import { inEnglish, readEnglish, serviceInEnglish } from './service-english.js';
import { readProcedures, readQuestions, readService } from './service-file.js';

/** What cases are routed by, read once at start from the folder data/. */
export interface CaseCatalogue {
  readonly services: ServiceCatalogue;
  readonly questions: ReadonlyMap<string, ServiceQuestion>;
  readonly procedures: ProcedureCatalogue;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly spokenSymbols: SpokenSymbols;
}

const kindRow = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  official_name: z.string(),
  one_per: z.enum(ONE_PER),
  level: z.enum(['national', 'departmental', 'municipal', 'local']),
  line: z.string(),
  competence: z.string(),
});

/** Reads the catalogues below `folder`. Throws `catalogue.wrong` naming file and field, also when a service speaks of a
 * body, route or question that does not exist. */
export function loadCaseCatalogue(folder: string): CaseCatalogue {
  const yaml = (...path: string[]): unknown => parseYaml(readFileSync(join(folder, ...path), 'utf8'));
  const english = readEnglish(yaml('services', 'english.yaml'), 'services/english.yaml');
  const questions = inEnglish(
    readQuestions(yaml('services', 'questions.yaml'), 'services/questions.yaml'),
    english,
  );
  const services = new Map<string, Service>();
  for (const file of readdirSync(join(folder, 'services')).sort()) {
    if (!/^R\d{2}\.yaml$/.test(file)) continue;
    const service = readService(yaml('services', file), `services/${file}`, questions);
    services.set(service.id, serviceInEnglish(service, english));
  }
  const kinds = readKinds(readFileSync(join(folder, 'agencies.csv'), 'utf8'));
  for (const service of services.values()) checkReferences(service, services, kinds);
  return {
    services,
    questions,
    kinds,
    procedures: readProcedures(yaml('procedures.yaml'), 'procedures.yaml'),
    spokenSymbols: new Map(
      Object.entries(z.record(z.string(), z.string()).parse(yaml('spoken-symbols.yaml'))),
    ),
  };
}

function readKinds(csv: string): ReadonlyMap<string, AgencyKind> {
  const rows: unknown[] = parseCsv(csv, { columns: true, bom: true, skip_empty_lines: true });
  return new Map(
    rows.map((row, index): [string, AgencyKind] => {
      const read = kindRow.safeParse(row);
      if (!read.success) {
        const issue = read.error.issues[0];
        throw wrong(`agencies.csv row ${index + 2}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
      }
      const { id, name, official_name, one_per, level, line, competence } = read.data;
      return [
        id,
        {
          id,
          name,
          officialName: official_name,
          onePer: one_per,
          level,
          line: line === '' ? null : line,
          competence,
        },
      ];
    }),
  );
}

function checkReferences(
  service: Service,
  services: ServiceCatalogue,
  kinds: ReadonlyMap<string, AgencyKind>,
): void {
  const bodies = [service.shown, service.receives, ...service.secondary.map((secondary) => secondary.agency)];
  const body = bodies.find((id) => !kinds.has(id));
  if (body !== undefined) throw wrong(`services/${service.id}.yaml: there is no body ${body}`);
  const lines = new Set([...kinds.values()].map((kind) => kind.line));
  const line = service.lines.find((shown) => !lines.has(shown.line));
  if (line) throw wrong(`services/${service.id}.yaml: ${line.line} is no line that may be shown`);
  const asked = new Set(service.questions.map(({ question }) => question.id));
  if (service.raised && !asked.has(service.raised.question))
    throw wrong(`services/${service.id}.yaml: raised.question is not among its questions`);
  const needed = [...service.secondary, ...service.lines].flatMap((item) => Object.keys(item.when ?? {}));
  const unasked = needed.find((id) => !asked.has(id));
  if (unasked !== undefined) throw wrong(`services/${service.id}.yaml: when: ${unasked} is not asked`);
  for (const { question, decides } of service.questions) {
    for (const [answer, decision] of Object.entries(decides)) {
      if ('service' in decision && !services.has(decision.service))
        throw wrong(`services/${service.id}.yaml: there is no service ${decision.service}`);
      const values =
        question.kind === 'yes_no' ? ['yes', 'no'] : (question.options ?? []).map((option) => option.value);
      if (!values.includes(answer))
        throw wrong(`services/${service.id}.yaml: ${question.id} has no answer ${answer}`);
    }
  }
}

const wrong = (what: string): Problem => new Problem('catalogue.wrong', what);
