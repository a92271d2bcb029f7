import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/domain/json.js';
import { parseDialog } from '../../../src/engine/flow/dialog.js';
import { FlowMachine } from '../../../src/engine/flow/machine.js';
import type { FlowParts } from '../../../src/engine/flow/parts.js';
import type { FlowInput, FlowOutput, FlowState } from '../../../src/engine/flow/state.js';

type Written = Record<string, unknown>;

/** A machine over dialogs written here; a text is its own reading, "sí" and "no" are yes and no. */
function machineOf(...written: Written[]): FlowMachine {
  const dialogs = written.map((raw) => parseDialog({ about: 'a test', ...raw }, 'test.yaml'));
  const parts: Partial<FlowParts> = {
    dialogs: new Map(dialogs.map((dialog) => [dialog.id, dialog])),
    calls: {
      double: {
        outcomes: [],
        run: ({ slots }) => ({ slots: { doubled: `${String(slots.name)} ${String(slots.name)}` } }),
      },
      keep: {
        outcomes: [],
        run: ({ slots }) => ({ memory: { kept: slots.name ?? null }, say: [{ key: 'x:kept' }] }),
      },
    },
    readers: {
      text: ({ text }) => ({ value: text }),
      story: ({ text }) => ({ value: text }),
      number: ({ text }) => (/^\d+$/.test(text) ? { value: Number(text) } : { notUnderstood: true }),
    },
    label: (_locale, option) => option.label ?? option.value,
    readAnswer: (text, expected) => {
      if (expected.kind === 'yes_no' && ['sí', 'no'].includes(text))
        return { kind: 'value', value: text === 'sí' };
      const option = expected.kind === 'choice' && expected.options.find((it) => it.label === text);
      return option ? { kind: 'value', value: option.value } : { kind: 'unclear' };
    },
  };
  return new FlowMachine(parts as FlowParts);
}

const inputOf = (text: string): FlowInput => ({ text, locale: 'es-CO', now: 0 }) as unknown as FlowInput;

class Talk {
  readonly state: FlowState = { stack: [], memory: {} };
  machine: FlowMachine;

  constructor(machine: FlowMachine) {
    this.machine = machine;
  }

  async #heard(act: (output: FlowOutput) => Promise<unknown>): Promise<string[]> {
    const output: FlowOutput = { said: [], effects: [] };
    await act(output);
    return output.said.map((said) => said.key);
  }

  begin = (id: string, slots: JsonObject = {}) =>
    this.#heard((output) => this.machine.begin(this.state, id, slots, inputOf(''), output));
  say = (text: string) => this.#heard((output) => this.machine.resume(this.state, inputOf(text), output));
  back = () => this.#heard((output) => this.machine.back(this.state, inputOf(''), output));
  leave = () => this.#heard((output) => this.machine.leave(this.state, inputOf(''), output));

  get slots(): JsonObject | undefined {
    return this.machine.waiting(this.state)?.slots;
  }
}

const three = {
  id: 'three',
  leaving: 'keep',
  steps: [
    { id: 'name', ask: 'name', save: 'name' },
    { id: 'twice', call: 'double' },
    { id: 'age', ask: 'age', save: 'age', expect: 'number' },
    { id: 'sure', confirm: 'sure', save: 'sure', yes: 'done', no: 'name' },
    { id: 'done', say: 'done' },
  ],
};

describe('the way back', () => {
  test('undoes the last answer with everything that followed from it, one question at a time', async () => {
    const talk = new Talk(machineOf(three));
    expect(await talk.begin('three')).toEqual(['three:name']);
    expect(await talk.say('Ana')).toEqual(['three:age']);
    expect(talk.slots).toEqual({ name: 'Ana', doubled: 'Ana Ana' });
    expect(await talk.say('30')).toEqual(['three:sure']);
    expect(await talk.back()).toEqual(['three:age']);
    expect(talk.slots).toEqual({ name: 'Ana', doubled: 'Ana Ana' });
    expect(await talk.back()).toEqual(['three:name']);
    expect(talk.slots).toEqual({});
    expect(await talk.back()).toEqual([]);
  });

  test('gives back what an answer had replaced', async () => {
    const talk = new Talk(machineOf(three));
    await talk.begin('three', { name: 'Luz' });
    await talk.say('Ana');
    await talk.back();
    expect(talk.slots).toEqual({ name: 'Luz' });
  });
});

describe('what is not understood', () => {
  test('leaves the state as it was and is counted', async () => {
    const talk = new Talk(machineOf(three));
    await talk.begin('three');
    await talk.say('Ana');
    const before = structuredClone(talk.state);
    expect(await talk.say('treinta')).toEqual([]);
    expect(talk.state).toEqual(before);
    const output: FlowOutput = { said: [], effects: [] };
    for (let time = 0; time < 3; time += 1) await talk.machine.askAgain(talk.state, inputOf('x'), output);
    expect(output.said.map(({ key }) => key).filter((key) => key.startsWith('common:'))).toEqual([
      'common:not-understood-answer',
      'common:not-understood-answer',
      'common:still-not-understood',
    ]);
  });
});

describe('one dialog inside another', () => {
  const aside = {
    id: 'aside',
    passing: true,
    steps: [{ ask: 'which', save: 'which', expect: 'number' }, { say: 'so' }],
  };
  const inner = { id: 'inner', steps: [{ ask: 'what', save: 'word' }] };
  const outer = {
    id: 'outer',
    steps: [
      { start: 'inner', give: ['word'] },
      { id: 'last', ask: 'last', save: 'last' },
    ],
  };

  test('a digression ends with the question that was open', async () => {
    const talk = new Talk(machineOf(three, aside));
    await talk.begin('three');
    expect(await talk.begin('aside')).toEqual(['aside:which']);
    expect(await talk.say('4')).toEqual(['aside:so', 'common:back-to-it', 'three:name']);
  });

  test('a dialog that started another goes on after it, with what was given', async () => {
    const talk = new Talk(machineOf(outer, inner));
    expect(await talk.begin('outer')).toEqual(['inner:what']);
    expect(await talk.say('agua')).toEqual(['outer:last']);
    expect(talk.slots).toEqual({ word: 'agua' });
  });

  test('leaving drops what was started with those that started it, and not what was interrupted', async () => {
    const talk = new Talk(machineOf(three, outer, inner));
    await talk.begin('three');
    await talk.begin('outer');
    expect(await talk.leave()).toEqual([]);
    expect(talk.state.stack.map((frame) => frame.dialog)).toEqual(['three']);
  });

  test('offers are dropped down to the first task', async () => {
    const talk = new Talk(machineOf(three, aside));
    await talk.begin('three');
    await talk.begin('aside');
    await talk.begin('aside');
    expect(talk.machine.dropPassing(talk.state)).toBe(true);
    expect(talk.state.stack.map((frame) => frame.dialog)).toEqual(['three']);
    expect(talk.machine.dropPassing(talk.state)).toBe(false);
  });
});

describe('leaving before the end', () => {
  test('a dialog may keep what was answered', async () => {
    const talk = new Talk(machineOf(three));
    await talk.begin('three');
    await talk.say('Ana');
    expect(await talk.leave()).toEqual(['x:kept']);
    expect(talk.state).toEqual({ stack: [], memory: { kept: 'Ana' } });
  });
});

describe('a dialog that changed while somebody was in it', () => {
  test('goes on where the step is still there, and begins again with its answers where it is not', async () => {
    const talk = new Talk(machineOf(three));
    await talk.begin('three');
    await talk.say('Ana');
    const reworded = { ...three, steps: [{ say: 'news' }, ...three.steps] };
    talk.machine = machineOf(reworded);
    expect(await talk.say('30')).toEqual(['three:sure']);
    talk.machine = machineOf({ id: 'three', steps: [{ id: 'other', ask: 'other', save: 'other' }] });
    expect(await talk.say('sí')).toEqual(['common:dialog-changed', 'three:other']);
    expect(talk.slots).toMatchObject({ name: 'Ana', age: 30 });
  });

  test('a dialog that is gone is left with an apology', async () => {
    const talk = new Talk(machineOf(three));
    await talk.begin('three');
    talk.machine = machineOf({ id: 'another', steps: [{ say: 'x' }] });
    expect(await talk.say('Ana')).toEqual(['common:dialog-changed']);
    expect(talk.state.stack).toEqual([]);
  });
});

test('steps that never wait end the turn, not the process', async () => {
  const talk = new Talk(
    machineOf({
      id: 'round',
      steps: [
        { id: 'a', say: 'x', next: 'b' },
        { id: 'b', goto: 'a' },
      ],
    }),
  );
  await expect(talk.begin('round')).rejects.toMatchObject({ code: 'dialog_loop' });
});

test('a story is told apart from other answers, and an option from a new message', async () => {
  const talk = new Talk(
    machineOf({
      id: 'tell',
      steps: [{ ask: 'what', save: 'a', expect: 'story' }, { ask: 'who', save: 'b' }, { confirm: 'sure' }],
    }),
  );
  await talk.begin('tell');
  expect(talk.machine.awaits(talk.state)).toBe('free-text');
  await talk.say('algo');
  expect(talk.machine.awaits(talk.state)).toBe('answer');
  await talk.say('alguien');
  expect(talk.machine.picks(talk.state, inputOf('YES'))).toBe(true);
  expect(talk.machine.picks(talk.state, inputOf('yes, but'))).toBe(false);
});
