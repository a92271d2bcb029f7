import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createGloss } from '../../../src/engine/understanding/index.js';
import { loadEnglish } from '../../../src/sources/english.js';
import { sharedMind } from '../../support/conversation.js';

const NOW = Date.UTC(2026, 10, 23, 15);
const gloss = createGloss(loadEnglish(resolve('.')));

describe('English', () => {
  test.each([
    ['he is hitting me', 'violence'],
    ['Help me!', 'violence'],
    ['my husband has a gun and wants to kill me', 'violence'],
    ['he locked me in and won’t let me leave', 'violence'],
    ['please call the police', 'violence'],
    ["I can't breathe", 'medical_or_fire'],
    ['there is a fire in my house', 'medical_or_fire'],
    ['my daughter has disappeared', 'missing'],
    ['I want to kill myself', 'self_harm'],
    ['I want to die', 'self_harm'],
  ] as const)('%s is danger', async (text, kind) => {
    const { understander } = await sharedMind();
    const { danger, dangerKind } = understander.understand(text, { now: NOW });
    expect([text, danger]).toEqual([text, true]);
    // Of violence some signs speak of a woman or a child: another line, the same danger.
    if (kind !== 'violence') expect([text, dangerKind]).toEqual([text, kind]);
    expect(understander.judgeDanger(text).danger).toBe(true);
  });

  test('danger in Spanish beside English words is danger', async () => {
    const { understander } = await sharedMind();
    for (const text of [
      'hello me va a matar mi marido',
      'my husband me está pegando',
      'help me me va a matar',
    ])
      expect([text, understander.understand(text, { now: NOW }).danger]).toEqual([text, true]);
  });

  test.each([
    ['I want to report something', 'report'],
    ['my data', 'privacy'],
    ['consultations', 'consultation'],
    ['what is the status of my case', 'case_status'],
    ['I want to talk to a person', 'handoff'],
    ['hello', 'greet'],
    ['thank you!', 'thanks'],
    ['my eps denies my medicine', 'report'],
  ] as const)('%s: %s', async (text, intent) => {
    const { understander } = await sharedMind();
    const read = understander.understand(text, { now: NOW });
    expect([text, read.intent, read.danger, read.text]).toEqual([text, intent, false, text]);
  });

  test('a figure, a place and a year', async () => {
    const { understander } = await sharedMind();
    const read = understander.understand('how many homicides were there in Tuluá in 2022?', { now: NOW });
    expect(read).toMatchObject({ intent: 'indicator', territory: ['76834'], period: ['2022'] });
    expect(read.indicator[0]).toMatch(/^HOMICIDIO/);
  });

  test('answers: yes and no, not knowing, an option in its own words', async () => {
    const { understander } = await sharedMind();
    const answer = (text: string, expectation: Parameters<typeof understander.readAnswer>[1]) =>
      understander.readAnswer(text, expectation, { now: NOW });
    expect(answer('Yes', { kind: 'yes_no' })).toMatchObject({ kind: 'value', value: true });
    expect(answer('nope', { kind: 'yes_no' })).toMatchObject({ kind: 'value', value: false });
    expect(answer("I don't know", { kind: 'yes_no' }).kind).toBe('dont_know');
    const options = [
      { value: 'send', label: 'Yes, send' },
      { value: 'change', label: 'Correct something' },
    ];
    expect(answer('Correct something', { kind: 'choice', options })).toMatchObject({ value: 'change' });
    expect(answer('second one', { kind: 'choice', options })).toMatchObject({ value: 'change' });
    expect(answer('my neighbour', { kind: 'text' })).toMatchObject({ value: 'my neighbour' });
  });

  test('Spanish stays as it is', () => {
    const texts = [
      'he ido a la comisaría y no me ayudan',
      'vivo en cali',
      'a mi hija le pegan en el colegio',
      'no',
      'si',
    ];
    for (const text of texts) expect([text, gloss(text)]).toEqual([text, null]);
  });
});
