import type { JsonObject } from '../../../domain/json.js';
import type { Form } from '../../../domain/form.js';
import {
  knownAnswers,
  openQuestions,
  type Answers,
  type ServiceCatalogue,
  type ServiceQuestion,
  settleService,
  wording,
} from '../../../domain/service.js';
import type { Call, CallInput, CallOutput } from '../../../engine/flow/state.js';
import { finish, type Filling, startFilling } from '../../../engine/forms/filling.js';
import { fillingSlot } from '../../../engine/forms/runner.js';
import { gathered, type ReportParts, type Words } from './parts.js';

/** Forms of service questions are named `service:<wording>:<question ids>`, so that no form is kept in the state. */
const PREFIX = 'service:';

/** Only the questions that what was told left open; an answer may lead to another route with questions of its own. */
export function questionCalls(parts: ReportParts): Record<string, Call> {
  return {
    'report.questions': { outcomes: ['ask', 'settled'], run: (input) => ask(parts, input) },
    'report.settle': { outcomes: [], run: (input) => settle(parts, input) },
  };
}

function ask(parts: ReportParts, input: CallInput): CallOutput {
  const about = gathered(input.slots);
  if (about.service === null) return { outcome: 'settled' };
  const answers: Answers = {
    ...knownAnswers({ age: about.age, populations: about.populations }),
    ...(about.danger ? { ongoing: 'yes', imminent: 'yes' } : {}),
    ...about.answers,
  };
  const settled = settleService(about.service, answers, parts.services);
  const slots: JsonObject = {
    service: settled.service.id,
    urgency: settled.urgency,
    sensitive: settled.service.sensitive,
    answers,
  };
  const open = settled.queue ? [] : openQuestions(settled.service, answers);
  if (open.length === 0) return { outcome: 'settled', slots: { ...slots, queue: settled.queue } };
  const style = about.child ? 'child' : 'adult';
  const name = `${PREFIX}${style}:${open.map((question) => question.id).join('+')}`;
  const form = serviceForm(parts.services, parts.words, name);
  return {
    outcome: 'ask',
    slots: { ...slots, ...(form ? { questions: fillingSlot(startFilling(form)) } : {}) },
  };
}

function settle(parts: ReportParts, input: CallInput): CallOutput {
  const filling = input.slots.questions as unknown as Filling | undefined;
  const form = filling ? serviceForm(parts.services, parts.words, filling.form) : null;
  const answered = (filling && form && finish(form, filling, input)) || {};
  const said = Object.entries(answered).flatMap(([id, value]) =>
    value === null ? [] : [[id, String(value)]],
  );
  return {
    slots: { answers: { ...gathered(input.slots).answers, ...Object.fromEntries(said) }, questions: null },
  };
}

/** The form of a name that report.questions made; null when the name is not one. */
export function serviceForm(services: ServiceCatalogue, words: Words, name: string): Form | null {
  if (!name.startsWith(PREFIX)) return null;
  const [style = '', ids = ''] = name.slice(PREFIX.length).split(':');
  const known = new Map(
    [...services.values()].flatMap((service) =>
      service.questions.map((it) => [it.question.id, it.question] as const),
    ),
  );
  const questions = ids.split('+').flatMap((id) => known.get(id) ?? []);
  return {
    id: name,
    title: {},
    defaultLocale: 'es-CO',
    unnumbered: true,
    groups: {},
    questions: questions.map((question) => toQuestion(question, style === 'child')),
    lists: Object.fromEntries(
      questions
        .filter((question) => question.kind !== 'text')
        .map((question) => [question.id, listOf(question, style === 'child', words)]),
    ),
  };
}

const LOCALES = ['es-CO', 'es-CO-x-facil', 'en'] as const;

function toQuestion(question: ServiceQuestion, child: boolean): Form['questions'][number] {
  const label = Object.fromEntries(LOCALES.map((locale) => [locale, wording(question.ask, locale, child)]));
  if (question.kind === 'text') return { name: question.id, type: 'text', label };
  return { name: question.id, type: 'select_one', label, list: question.id, required: 'true()' };
}

/** "No sé" is always an answer: nobody has to know. */
function listOf(question: ServiceQuestion, child: boolean, words: Words): Form['lists'][string] {
  const ours = (name: string, key: string): { name: string; label: Record<string, string> } => ({
    name,
    label: Object.fromEntries(LOCALES.map((locale) => [locale, words(locale, key)])),
  });
  const options =
    question.kind === 'yes_no'
      ? [ours('yes', 'common:yes'), ours('no', 'common:no')]
      : (question.options ?? []).map((option) => ({
          name: option.value,
          label: Object.fromEntries(LOCALES.map((locale) => [locale, wording(option.label, locale, child)])),
        }));
  return [...options, ours('unknown', 'common:dont-know')];
}
