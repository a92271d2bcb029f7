import {
  CONSULTATION_KINDS,
  type Consultation,
  type ConsultationKind,
  readMoment,
} from '../../../domain/consultation.js';
import { type ImportedForm, importForm } from './import-form.js';
import type { Row } from './table.js';
import { type Finding, Findings, type Workbook } from './workbook.js';

export interface ImportedConsultation extends Pick<ImportedForm, 'refusals' | 'notices'> {
  /** null when anything was refused. */
  readonly consultation: Consultation | null;
}

/** What elections of councils and of a community board's officers are called; a consultation is none of these
 * (Ley 134 de 1994 and Ley 1757 de 2015 keep the names for what the Registraduría organises). */
const NOT_OURS = /\belecci[oó]n(es)?\b|\bconsulta popular\b|\bplebiscito\b|\brefer[eé]nd(o|um)\b/i;

/** Reads a workbook that holds a consultation: a form, and in its settings `opens`, `closes`, `kind` (sondeo,
 * encuesta, consulta) and `once_per_person` (yes unless it says no). It is a draft until it opens. */
export function importConsultation(workbook: Workbook, defaultLocale: string): ImportedConsultation {
  const { form, settings, refusals, notices } = importForm(workbook, defaultLocale);
  const findings = new Findings();
  const read = settings.row ? readConsultationSettings(settings.row, findings) : null;
  const all: Finding[] = [...refusals, ...findings.refusals];
  if (!form || !read || all.length > 0) return { consultation: null, refusals: all, notices };
  const { id, title } = settings;
  return { consultation: { id, title, ...read, form, status: 'draft' }, refusals: all, notices };
}

type ConsultationSettings = Pick<Consultation, 'kind' | 'opensAt' | 'closesAt' | 'oncePerPerson'>;

function readConsultationSettings(row: Row, findings: Findings): ConsultationSettings | null {
  const titles = Object.values(row.localized('form_title') ?? {});
  const misnamed = titles.find((title) => NOT_OURS.test(title));
  if (misnamed !== undefined)
    findings.refuse(row.place('form_title'), 'called-an-election', { title: misnamed });
  const opensAt = readEdge(row, 'opens', findings);
  const closesAt = readEdge(row, 'closes', findings);
  if (opensAt !== null && closesAt !== null && closesAt <= opensAt)
    findings.refuse(row.place('closes'), 'closes-before-opens');
  const kind = readKind(row, findings);
  const oncePerPerson = readOnce(row, findings);
  if (opensAt === null || closesAt === null || kind === null || oncePerPerson === null) return null;
  return { kind, opensAt, closesAt, oncePerPerson };
}

function readEdge(row: Row, edge: 'opens' | 'closes', findings: Findings): number | null {
  const text = row.get(edge);
  const at = readMoment(text, edge);
  if (at === null)
    findings.refuse(row.place(edge), text === '' ? 'setting-missing' : 'bad-moment', {
      header: edge,
      value: text,
    });
  return at;
}

function readKind(row: Row, findings: Findings): ConsultationKind | null {
  const text = row.get('kind').toLowerCase();
  const kind = CONSULTATION_KINDS.find((one) => one === text);
  if (kind) return kind;
  findings.refuse(row.place('kind'), text === '' ? 'setting-missing' : 'bad-kind', {
    header: 'kind',
    value: text,
  });
  return null;
}

function readOnce(row: Row, findings: Findings): boolean | null {
  const text = row.get('once_per_person').toLowerCase();
  if (/^(yes|true|s[ií]|1|)$/.test(text)) return true;
  if (/^(no|false|0)$/.test(text)) return false;
  findings.refuse(row.place('once_per_person'), 'bad-yes-no', { header: 'once_per_person', value: text });
  return null;
}
