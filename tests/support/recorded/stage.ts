import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { Case } from '../../../src/domain/case.js';
import { untoldEvents } from '../../../src/domain/case-lifecycle.js';
import type { Consultation } from '../../../src/domain/consultation.js';
import type { Reply } from '../../../src/domain/message.js';
import { transition } from '../../../src/domain/workflow.js';
import { importConsultation } from '../../../src/engine/forms/xlsform/import-consultation.js';
import type { Cell } from '../../../src/engine/forms/xlsform/workbook.js';
import { caseSealer } from '../../../src/engine/sealing/case-sealer.js';
import { openWords } from '../../../src/engine/sealing/case-words.js';
import { JPEG } from '../../fixtures/images.js';
import { Conversation } from '../conversation.js';
import { MemoryCases } from '../memory-cases.js';
import { testIds } from '../universe.js';
import { USUAL_ANSWERS } from '../usual-answers.js';
import type { RecordedStep } from './script.js';

type Step<Name extends string> = Extract<RecordedStep, Record<Name, unknown>>;
export interface Occurrence {
  readonly name: string;
  readonly data: Record<string, unknown>;
}

/** Nor is written to; and the summary is right. */
const USUAL: Readonly<Record<string, string>> = {
  ...USUAL_ANSWERS,
  'report:phone-safety': 'no',
  'report:summary': '1',
};
const MOST_ANSWERS = 40;

/** Files of each kind, as small as can be; `heavy` is over every limit. */
const FILES = {
  photo: () => JPEG,
  voice: () => Buffer.from('OggS\0\x02 voice', 'latin1'),
  video: () => Buffer.from('\0\0\0\x20ftypisom', 'latin1'),
  pdf: () => Buffer.from('%PDF-1.7'),
  program: () => Buffer.from('MZ'),
  heavy: () => Buffer.concat([JPEG, Buffer.alloc(17_000_000)]),
} as const;

const UNITS = { min: 60_000, h: 3_600_000, d: 86_400_000 };
const ids = testIds(99);

/** One recorded conversation on its stage: the whole turn over memory, and what happens around it. */
export class Stage {
  readonly #conversation: Conversation;
  #replies: Reply[] = [];
  #count = 0;

  private constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  static async open(setup: Step<'setup'>['setup']): Promise<Stage> {
    const world = new MemoryCases();
    if (setup.roster)
      world.roster = [
        { name: 'Turno', phone: null, email: 'turno@example.org', webhook: null, hours: '24/7' },
      ];
    if (setup.consultation) world.consultations = [readConsultation(setup.consultation)];
    world.agencies = Object.entries(setup.agencies ?? {}).map(([id, phone]) => {
      const [kind = '', territory = null] = id.split('-');
      return {
        id,
        kind,
        name: `${kind} ${territory}`,
        territory,
        connector: 'email',
        email: `${kind}@example.org`,
        phone,
        verifiedOn: '2026-11-01',
        verifiedBy: 'prueba',
      };
    });
    const conversation = await Conversation.open(undefined, world);
    conversation.locale = setup.locale;
    return new Stage(conversation);
  }

  /** Does what a step says and returns the replies to it. */
  async perform(step: RecordedStep): Promise<Reply[]> {
    this.#replies = await this.#performed(step);
    return this.#replies;
  }

  async #performed(step: RecordedStep): Promise<Reply[]> {
    const conversation = this.#conversation;
    if ('user' in step) {
      const text = typeof step.user === 'string' ? step.user : step.user.repeat.repeat(step.user.times);
      return conversation.say(this.#filled(text));
    }
    if ('there' in step) return conversation.sayThere(this.#filled(step.there));
    if ('answers' in step) return this.#answer({ ...USUAL, ...step.answers });
    if ('sends' in step) return conversation.send({ kind: 'unsupported', what: step.sends });
    if ('gives' in step) return conversation.give(FILES[step.gives](), step.caption);
    if ('happen' in step)
      return conversation.happen(`h${(this.#count += 1)}`, step.happen.name, step.happen.data);
    if ('official' in step) return this.#official(step.official);
    if ('wait' in step) this.#wait(step.wait);
    return [];
  }

  async #answer(answers: Readonly<Record<string, string>>): Promise<Reply[]> {
    let replies = this.#replies;
    for (let count = 0; count < MOST_ANSWERS; count += 1) {
      const answer = answers[replies.at(-1)?.key ?? ''];
      if (!answer) return replies;
      replies = await this.#conversation.say(answer);
    }
    throw new Error(`the same questions come again and again: ${replies.at(-1)?.key}`);
  }

  /** Everything that has come of the conversation so far: cases, what happened to them, responses, alerts, misses. */
  occurrences(): Occurrence[] {
    const { world, effects } = this.#conversation;
    const opened = [...world.cases.values()].map((of) => ({ name: 'case.opened', data: this.#caseData(of) }));
    const later = [...world.cases.values()].flatMap((of) =>
      of.history
        .filter((entry) => entry.by.kind === 'citizen' && entry.event !== 'receive')
        .map((entry) => ({
          name: `case.${entry.event}`,
          data: { status: of.status, says: this.#words(of, entry) },
        })),
    );
    const erased = [...world.cases.values()]
      .filter((of) => of.key === null)
      .map((of) => ({ name: 'case.erased', data: { code: of.code } }));
    const responses = [...world.responses.values()].map((it) => ({
      name: 'response.recorded',
      data: { ...it.answers },
    }));
    const others = effects.map((it) => ({ name: it.kind, data: { ...it.data } }));
    return [...opened, ...later, ...erased, ...responses, ...others];
  }

  /** Words in braces that a recording cannot know: the code of the case opened last, as shown and as dictated, and of the link
   * offered last. */
  #filled(text: string): string {
    const code = this.#last()?.code ?? '';
    const { channel, other } = this.#conversation;
    const shown = [...channel.sent, ...other.sent].findLast(({ reply }) => reply.key === 'link:offer');
    const link = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(shown?.reply.text ?? '')?.[0] ?? '';
    return text
      .replaceAll('{link}', link)
      .replaceAll('{code}', code)
      .replaceAll('{dictated}', [...code.replaceAll('-', '')].join(' ').toLowerCase());
  }

  #last(): Case | undefined {
    return [...this.#conversation.world.cases.values()].at(-1);
  }

  #caseData(of: Case): Record<string, unknown> {
    const told =
      of.key === null
        ? {}
        : openWords(of.sealed, caseSealer(of.id, of.key, this.#conversation.ring, ids.bytes));
    return { ...of, agency: of.assignment.receives, queue: of.assignment.queue?.reason ?? null, ...told };
  }

  #words(of: Case, entry: Case['history'][number]): string | null {
    if (entry.text === undefined || of.key === null) return null;
    return caseSealer(of.id, of.key, this.#conversation.ring, ids.bytes).open(
      `history:${entry.id}`,
      entry.text,
    );
  }

  /** The case moves as the console or an agency would move it, and its news enters the citizen's conversation. */
  async #official({ does, says, agency, by }: Step<'official'>['official']): Promise<Reply[]> {
    const conversation = this.#conversation;
    const of = this.#last();
    if (!of) throw new Error('no case to act on');
    const id = `official-${(this.#count += 1)}`;
    const sealer = caseSealer(of.id, of.key, conversation.ring, ids.bytes);
    const actor =
      by === 'agency' ? { kind: by, id: of.assignment.receives ?? '' } : { kind: by, id: 'funcionaria' };
    const moved = transition(
      of,
      {
        id,
        type: does,
        by: actor,
        ...(says === undefined ? {} : { text: sealer.seal(`history:${id}`, says) }),
        ...(agency === undefined ? {} : { agency }),
      },
      await conversation.agencies(),
      conversation.clock.now(),
    );
    if (!moved.ok) throw new Error(`the case refuses ${does}: ${moved.code}`);
    conversation.world.cases.set(of.id, { ...moved.case, told: moved.case.events.length });
    const replies: Reply[] = [];
    for (const event of untoldEvents({ ...moved.case, told: of.events.length }))
      replies.push(...(await conversation.happen(event.id, event.name, event.data)));
    return replies;
  }

  #wait(span: string): void {
    const [, count = '0', unit = 'min'] = /^(\d+)(min|h|d)$/.exec(span) ?? [];
    this.#conversation.clock.advance(Number(count) * UNITS[unit as keyof typeof UNITS]);
  }
}

/** A consultation as a workbook would hold it, written as rows in a file an official can read. */
export function readConsultation(name: string): Consultation {
  const file = resolve('tests/conversations/consultations', `${name}.yaml`);
  const sheets = parse(readFileSync(file, 'utf8')) as Record<string, Cell[][]>;
  const workbook = { sheets: Object.entries(sheets).map(([sheet, rows]) => ({ name: sheet, rows })) };
  const { consultation: read, refusals } = importConsultation(workbook, 'es-CO');
  if (!read) throw new Error(`${name}: ${JSON.stringify(refusals)}`);
  return read;
}
