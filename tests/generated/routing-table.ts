import type { CaseCatalogue } from '../../src/sources/case-catalogue.js';
import type { Service, ServiceLine, When } from '../../src/domain/service.js';

/** docs/routing.md: concern -> service -> who receives it -> procedure and term -> lines. */
export function routingTable({ services, kinds, procedures }: CaseCatalogue): string {
  const rows = [...services.values()].map((service) => row(service));
  return [
    '# Routing',
    '',
    '<!-- Generated from data/services, data/agencies.csv and data/procedures.yaml. Do not edit: change the data and run',
    '     UPDATE_DOCS=1 npm test -- tests/generated -->',
    '',
    'Bodies that exist once per municipality receive the case in the municipality where it happens (`COMISARIA-76834`).',
    'A body without a verified contact receives nothing by itself: the case is listed in the queue of the Gobernación,',
    'with the school or the junta as it was named. A body that is accused never receives the case: the Personería of the',
    'municipality does, or the Procuraduría. Terms marked * are not confirmed in a source. `media` says whether photos',
    'and audios are kept unopened. Answers in the last column move the case to another route.',
    '',
    `| ${HEAD.join(' | ')} |`,
    `|${HEAD.map(() => '---').join('|')}|`,
    ...rows.map((cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
  ].join('\n');

  function row(service: Service): string[] {
    const procedure = procedures.get(service.procedure);
    const name = (kind: string): string => `${kinds.get(kind)?.name ?? kind} (${kind})`;
    const copies = service.secondary.map((copy) => `${copy.agency}${condition(copy.when)}`);
    return [
      service.id,
      service.concern,
      service.name['es-CO'],
      service.populations.join(', ') || 'any',
      name(service.receives),
      service.shown === service.receives ? '' : name(service.shown),
      copies.join(', '),
      `${service.procedure}: ${procedure?.termText ?? ''}${procedure?.verified ? '' : ' *'}`,
      service.lines.map(line).join(', '),
      service.raised ? `${service.urgency}, ${service.raised.to} if ${service.raised.when}` : service.urgency,
      [service.sensitive ? 'sensitive' : '', service.media === 'quarantine' ? 'media unopened' : '']
        .filter(Boolean)
        .join(', '),
      service.questions
        .flatMap(({ question, decides }) => Object.entries(decides).map(moved(question.id)))
        .join('; '),
    ];
  }
}

const HEAD = [
  'route',
  'concern',
  'as citizens read it',
  'population',
  'receives the case',
  'shown first, where another',
  'copies',
  'procedure and term',
  'lines',
  'urgency',
  'care',
  'answers that move it',
];

const condition = (when: When | undefined): string =>
  when
    ? ` (${Object.entries(when)
        .map(([question, answer]) => `${question}: ${answer}`)
        .join(', ')})`
    : '';

const line = ({ line: number, when }: ServiceLine): string => `${number}${condition(when)}`;

const moved =
  (question: string) =>
  ([answer, decision]: [string, { service: string } | { queue: string }]): string =>
    `${question}: ${answer} → ${'service' in decision ? decision.service : `queue (${decision.queue})`}`;
