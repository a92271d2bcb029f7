import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readConsultation } from '../support/recorded/stage.js';
import { USUAL_ANSWERS } from '../support/usual-answers.js';

interface Event {
  readonly acknowledged?: string;
  readonly sent?: string;
  readonly key?: string;
  readonly text?: string;
  readonly settled?: string;
  readonly cases?: number;
  readonly responses?: number;
}

const USUAL: Readonly<Record<string, string>> = { ...USUAL_ANSWERS, 'consultation:which': '1' };
const ANSWERS = ['sí', '2', '1', '30', 'nada'];

const running = new Set<ChildProcess>();
const folders = new Set<string>();
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'chat-kill-'));
  folders.add(made);
  return made;
};

/** One life of the service. Resolves `ended` with what it told until it ended by itself or was killed. */
class Life {
  readonly events: Event[] = [];
  readonly ended: Promise<'killed' | 'stopped'>;
  readonly #child: ChildProcess;
  #wake = (): void => {};

  constructor(directory: string, checkpoint: string, passes: number, consultation: string) {
    const script = resolve('tests/support/killed-chat.js');
    const child = spawn(process.execPath, [script, directory, checkpoint, String(passes), consultation], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.add(child);
    this.#child = child;
    this.ended = new Promise((done) =>
      child.once('close', (_code, signal) => {
        running.delete(child);
        done(signal === 'SIGKILL' ? 'killed' : 'stopped');
        this.#wake();
      }),
    );
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.events.push(JSON.parse(line) as Event);
        this.#wake();
      });
    child.stdin?.on('error', () => {});
  }

  /** Waits until a message has been dealt with; null when the process was killed before. */
  async settled(id: string): Promise<Event | null> {
    for (;;) {
      const found = this.events.find((event) => event.settled === id);
      if (found) return found;
      const more = new Promise<'more'>((done) => (this.#wake = () => done('more')));
      if ((await Promise.race([this.ended, more])) !== 'more') {
        return this.events.find((event) => event.settled === id) ?? null;
      }
    }
  }

  async say(id: string, text: string): Promise<Event | null> {
    this.#child.stdin?.write(`${JSON.stringify({ id, text })}\n`);
    return this.settled(id);
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.ended;
  }

  get last(): Event {
    return this.events.findLast((event) => event.sent !== undefined) ?? {};
  }

  get lastKey(): string {
    return this.last.key ?? '';
  }
}

let count = 0;
const nextId = (): string => `m${(count += 1)}`;

/** Talks until a question comes that has no usual answer; returns its key. */
async function talk(life: Life, first: string, answers: Readonly<Record<string, string>>): Promise<string> {
  await life.settled('start');
  for (let text: string | undefined = first; text !== undefined; text = answers[life.lastKey]) {
    if (!(await life.say(nextId(), text))) throw new Error('killed too early');
  }
  return life.lastKey;
}

/** Sends `text` to a life that is killed at the checkpoint, then lives on: everything that both told. */
async function killedAt(
  directory: string,
  checkpoint: string,
  passes: number,
  text: string,
  consultation = '',
) {
  const id = nextId();
  const first = new Life(directory, checkpoint, passes, consultation);
  await first.settled('start');
  await first.say(id, text);
  expect(await first.ended).toBe('killed');
  const second = new Life(directory, 'never', 0, consultation);
  let state = await second.settled('start');
  // What was not acknowledged the provider sends again; what was, it may.
  state = (await second.say(id, text)) ?? state;
  return { first, second, state };
}

/** Replies by id, with how often each was seen. */
function seen(...lives: readonly Life[]): { keys: string[]; repeated: number } {
  const sent = lives.flatMap((life) => life.events.filter((event) => event.sent !== undefined));
  const ids = new Set(sent.map((event) => event.sent));
  const keys = [...ids].map((id) => sent.find((event) => event.sent === id)?.key ?? '');
  return { keys, repeated: sent.length - ids.size };
}

let atSummary = '';
let consultation = '';

beforeAll(async () => {
  consultation = JSON.stringify({
    ...readConsultation('parque'),
    status: 'open',
    opensAt: 0,
    closesAt: Date.now() + 86_400_000,
  });
  atSummary = folder();
  const life = new Life(atSummary, 'never', 0, '');
  const told = 'la junta de acción comunal no entrega los libros ni las cuentas, en cartago';
  expect(await talk(life, told, USUAL)).toBe('report:summary');
  await life.stop();
}, 60_000);

const clean = (directory: string): void => {
  const record = join(directory, 'store', 'store.json');
  // A killed store leaves its socket's folder to the next one that opens the store: here there is none.
  if (existsSync(record)) {
    const { socket } = JSON.parse(readFileSync(record, 'utf8')) as { socket: string };
    rmSync(dirname(socket), { recursive: true, force: true });
  }
  rmSync(directory, { recursive: true, force: true });
};
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(() => folders.forEach(clean));

describe('the service killed with SIGKILL', () => {
  // The confirmation opens a case: three replies and one effect.
  test.each([
    ['stored', 0],
    ['sealed', 0],
    ['effect', 0],
    ['sent', 0],
    ['marked', 0],
    ['inbox-closed', 0],
  ])(
    'at %s, after %d times: one case, and every reply, one at most twice',
    async (checkpoint, passes) => {
      const directory = folder();
      cpSync(atSummary, directory, { recursive: true });
      const { first, second, state } = await killedAt(directory, checkpoint, passes, '1');
      const { keys, repeated } = seen(first, second);
      expect(keys.filter((key) => key === 'report:opened')).toHaveLength(1);
      expect(keys.at(-1)).toMatch(/^report:opened-news/);
      expect(state?.cases).toBe(1);
      expect(repeated).toBeLessThanOrEqual(checkpoint === 'sent' || checkpoint === 'inbox-closed' ? 1 : 0);
      await second.stop();
    },
    60_000,
  );

  test('in the middle of a report: it goes on where it was, and becomes one case', async () => {
    const directory = folder();
    const life = new Life(directory, 'never', 0, '');
    const told = 'la junta de acción comunal no entrega los libros ni las cuentas, en cartago';
    expect(await talk(life, told, { 'report:proposal': '1' })).not.toBe('report:proposal');
    const asked = life.last;
    await life.stop();
    const { second } = await killedAt(directory, 'sealed', 0, USUAL[asked.key ?? ''] ?? '');
    expect(second.last.text).not.toBe(asked.text);
    for (let text = { ...USUAL, 'report:summary': '1' }[second.lastKey]; text; ) {
      const state = await second.say(nextId(), text);
      text = { ...USUAL, 'report:summary': '1' }[second.lastKey];
      if (!text) expect(state?.cases).toBe(1);
    }
    expect(second.events.some((event) => event.key === 'report:opened')).toBe(true);
    await second.stop();
  }, 60_000);

  test('in the middle of a consultation: it goes on where it was, and is one response', async () => {
    const directory = folder();
    const life = new Life(directory, 'never', 0, consultation);
    await talk(life, 'consultas', { 'consultation:which': '1' });
    await life.say(nextId(), ANSWERS[0] ?? '');
    await life.stop();
    const { second } = await killedAt(directory, 'sealed', 0, ANSWERS[1] ?? '', consultation);
    for (const text of ANSWERS.slice(2)) await second.say(nextId(), text);
    expect(second.lastKey).toBe('consultation:summary');
    await second.stop();
    const { first, second: last, state } = await killedAt(directory, 'effect', 0, '1', consultation);
    expect(seen(first, last).keys).toEqual(['consultation:sent']);
    expect(state?.responses).toBe(1);
    await last.stop();
  }, 60_000);
});
