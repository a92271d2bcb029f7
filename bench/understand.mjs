import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createUnderstander } from '../dist/engine/understanding/index.js';
import { loadCatalogue } from '../dist/sources/catalogue.js';
import { trainingTexts } from '../dist/sources/understanding-training.js';
import { loadUnderstanding } from '../dist/sources/understanding.js';
import { interleaved, line, round } from './measure.mjs';
import { firstOfEach, naturalBayes } from './natural-bayes.mjs';

const TEXTS_PER_INTENT = 120;
const ROUNDS = 7;
const held = parse(
  readFileSync(new URL('../tests/understanding/held-out/messages.yaml', import.meta.url), 'utf8'),
);

/** Heap and time of importing something in a process of its own. */
function costOf(script) {
  const measured = `const heap = () => { globalThis.gc(); return process.memoryUsage().heapUsed; };
    const before = heap(); const used = process.cpuUsage(); const began = performance.now(); ${script}
    const { user, system } = process.cpuUsage(used);
    console.log(JSON.stringify({ ms: performance.now() - began, cpu: (user + system) / 1000, heap: heap() - before }));`;
  const out = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', measured], {
    encoding: 'utf8',
    cwd: new URL('..', import.meta.url),
  });
  return JSON.parse(out.trim().split('\n').at(-1));
}

/** Understanding: messages per second beside natural's Bayes, the share it gets right, cold load and heap. */
export async function bench() {
  const { territories, localities, indicators } = await loadCatalogue('data');
  const places = { territories, localities };
  const ours = createUnderstander({ ...places, indicators, ...loadUnderstanding('.') });
  const bayes = await naturalBayes(firstOfEach(trainingTexts('.', places).intent, TEXTS_PER_INTENT));
  const texts = held.map((one) => one.text);
  const now = Date.parse('2026-11-23T17:00:00Z');
  const result = await interleaved(
    {
      ours: () => texts.forEach((text) => ours.understand(text, { now })) ?? texts.length,
      danger: () => texts.forEach((text) => ours.judgeDanger(text)) ?? texts.length,
      bayes: () => texts.slice(0, 100).forEach((text) => bayes(text)) ?? 100,
    },
    ROUNDS,
  );
  const right = (classify) => held.filter((one) => classify(one.text) === one.intent).length / held.length;
  line('understand, everything', `${round(result.ours.perSecond)}/s, ${round(result.ours.cpuMicros)} us`);
  line('danger alone', `${round(result.danger.perSecond)}/s, ${round(result.danger.cpuMicros)} us`);
  line("natural's Bayes, intent only", `${round(result.bayes.perSecond)}/s`);
  line('ratio to Bayes', `${round(result.ours.perSecond / result.bayes.perSecond)}x (goal 10x)`);
  line('intent right, ours', round(right((text) => ours.understand(text, { now }).intent)));
  line("intent right, natural's Bayes", round(right(bayes)));
  const load = costOf(`const { loadUnderstanding } = await import('./dist/sources/understanding.js');
    globalThis.kept = loadUnderstanding('.');`);
  const whole = costOf(`globalThis.kept = await import('natural');`);
  line('cold load', `${round(load.ms)} ms, ${round(load.cpu)} ms of processor time (goal 50 ms)`);
  line('heap beside natural whole', `${round(load.heap / whole.heap)} (goal 0.1)`);
}
