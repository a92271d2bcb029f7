import type { AnsweredQuestion, CaseDocument, IdentityDocument } from '../domain/case-document.js';
import type { ContactRules } from '../domain/contact.js';
import { dayOf, localTime, saidDay } from '../domain/deadline.js';
import type { Said } from '../domain/message.js';
import type { OutgoingDelivery } from '../ports/agency-connector.js';

/** What an e-mail says, before it is put into words (locales/<tag>/case.json). */
export interface CaseMail {
  readonly subject: Said;
  readonly lines: readonly Said[];
  readonly attach: boolean;
}

/** Subjects never say anything about a person or a concern. Of a sensitive case nothing but code, urgency and link. */
export function caseMail(outgoing: OutgoingDelivery): CaseMail {
  const { code, urgency, link, sensitive } = outgoing;
  const head: Said[] = [
    ...(outgoing.repeated ? [{ key: 'case:mail-repeated', args: { code } }] : []),
    { key: 'case:mail-code', args: { code } },
    { key: 'case:mail-urgency', args: { level: urgency, name: { key: `case:urgency-${urgency}` } } },
  ];
  const way: Said = link ? { key: 'case:mail-link', args: { link } } : { key: 'case:mail-no-link' };
  const subject = subjectOf(outgoing);
  if (outgoing.event === 'case.withdrawn')
    return { subject, lines: [...head, { key: 'case:mail-withdrawn' }], attach: false };
  if (sensitive) return { subject, lines: [{ key: 'case:mail-sensitive' }, ...head, way], attach: false };
  const body =
    outgoing.event === 'case.identity' ? identityLines(outgoing.data) : receiptLines(outgoing.data);
  return {
    subject,
    lines: [...body, ...head, ...(link ? [way] : []), { key: 'case:mail-attached' }],
    attach: true,
  };
}

function subjectOf({ event, code, urgency }: OutgoingDelivery): Said {
  const named = { code, urgency };
  switch (event) {
    case 'case.created':
      return { key: 'case:mail-subject', args: named };
    case 'case.updated':
      return { key: 'case:mail-subject-updated', args: named };
    case 'case.identity':
      return { key: 'case:mail-subject-identity', args: { code } };
    case 'case.withdrawn':
      return { key: 'case:mail-subject-withdrawn', args: { code } };
  }
}

/** The constancia of what was received (Decreto 1166 de 2016): number, day and hour, matter, reasons; first of all how
 * the person may be contacted. */
function receiptLines(data: CaseDocument): readonly Said[] {
  const at = Date.parse(data.openedAt);
  const { procedure, territory } = data;
  return [
    ...contactLines(data.contact),
    { key: 'case:mail-receipt', args: { code: data.code } },
    { key: 'case:mail-opened', args: { day: saidDay(dayOf(at)), time: clock(at) } },
    { key: 'case:mail-concern', args: { service: data.service.name } },
    ...(territory ? [{ key: 'case:mail-territory', args: { place: territory.name } }] : []),
    ...(data.place ? [{ key: 'case:mail-place', args: { place: data.place } }] : []),
    ...(data.description ? [{ key: 'case:mail-description', args: { text: data.description } }] : []),
    ...data.answers.map(answerLine),
    {
      key: procedure.verified ? 'case:mail-procedure' : 'case:mail-procedure-to-verify',
      args: { term: procedure.term, basis: procedure.basis },
    },
    { key: 'case:mail-basis', args: { basis: data.legalBasis } },
    { key: data.anonymous ? 'case:mail-anonymous' : 'case:mail-identity-apart' },
  ];
}

const PLAIN: Readonly<Record<string, string>> = {
  yes: 'case:answer-yes',
  no: 'case:answer-no',
  unknown: 'case:answer-unknown',
};

const answerLine = ({ question, value, label }: AnsweredQuestion): Said => {
  const key = label === null ? PLAIN[value] : undefined;
  return { key: 'case:mail-answer', args: { question, answer: key ? { key } : (label ?? value) } };
};

/** One line for each way, the forbidden ones first. */
function contactLines(rules: ContactRules): readonly Said[] {
  const ways = ['call', 'visit', 'email', 'chat'] as const;
  const said: Said[] = [
    ...ways.filter((way) => !rules[way]).map((way) => ({ key: `case:contact-no-${way}` })),
    ...ways.filter((way) => rules[way]).map((way) => ({ key: `case:contact-${way}` })),
    ...(rules.hours ? [{ key: 'case:contact-hours', args: { hours: rules.hours } }] : []),
    ...(rules.note ? [{ key: 'case:contact-note', args: { note: rules.note } }] : []),
  ];
  return said.map((rule) => ({ key: 'case:mail-contact', args: { rules: rule } }));
}

const identityLines = (data: IdentityDocument): readonly Said[] =>
  Object.entries(data.identity).map(([field, value]) => ({
    key: 'case:mail-identity',
    args: { field: { key: `case:identity-${field}` }, value },
  }));

function clock(at: number): string {
  const { minute } = localTime(at);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
