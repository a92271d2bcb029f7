// Intent on the held-out messages beside natural's Bayes and nlp.js, all on the same training texts:
//   npm install --prefix bench && npm run build && node bench/intent-peers.mjs [texts an intent]
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { containerBootstrap } from '@nlpjs/core';
import { LangEs } from '@nlpjs/lang-es';
import { Nlp } from '@nlpjs/nlp';
import { parse } from 'yaml';
import { createUnderstander } from '../dist/engine/understanding/index.js';
import { loadCatalogue } from '../dist/sources/catalogue.js';
import { trainingTexts } from '../dist/sources/understanding-training.js';
import { loadUnderstanding } from '../dist/sources/understanding.js';
import { line, round } from './measure.mjs';
import { firstOfEach, naturalBayes } from './natural-bayes.mjs';

const PER_INTENT = Number(process.argv[2] ?? 120);
const { territories, localities, indicators } = await loadCatalogue('data');
const held = parse(
  readFileSync(new URL('../tests/understanding/held-out/messages.yaml', import.meta.url), 'utf8'),
);
const texts = firstOfEach(trainingTexts('.', { territories, localities }).intent, PER_INTENT);

/** nlp.js with its Spanish tokenizer and stemmer and its neural classifier. */
async function nlpJs() {
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangEs);
  const nlp = container.get('nlp');
  nlp.settings.autoSave = false;
  nlp.nluManager.settings.log = false;
  nlp.addLanguage('es');
  for (const { text, label } of texts) nlp.addDocument('es', text, label);
  await nlp.train();
  return async (text) => {
    const { intent } = await nlp.process('es', text);
    return intent === 'None' ? 'unknown' : intent;
  };
}

async function report(name, make) {
  const began = performance.now();
  const classify = await make();
  const ready = performance.now();
  let right = 0;
  for (const { text, intent } of held) if ((await classify(text)) === intent) right += 1;
  const perSecond = (held.length / (performance.now() - ready)) * 1000;
  line(
    name,
    `${round((right / held.length) * 100)} % of ${held.length}, ${round(perSecond)}/s, ready in ${round(ready - began)} ms`,
  );
}

await report('ours, all texts', async () => {
  const ours = createUnderstander({ territories, localities, indicators, ...loadUnderstanding('.') });
  return (text) => ours.understand(text, { now: Date.parse('2026-11-23T17:00:00Z') }).intent;
});
await report(`natural's Bayes, ${PER_INTENT} an intent`, () => naturalBayes(texts));
await report(`nlp.js, ${PER_INTENT} an intent`, nlpJs);
