import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type FullUnderstander,
  createUnderstander,
  serviceHints,
} from '../../src/engine/understanding/index.js';
import { loadCaseCatalogue } from '../../src/sources/case-catalogue.js';
import { loadCatalogue } from '../../src/sources/catalogue.js';
import { loadUnderstanding } from '../../src/sources/understanding.js';
import { pageText, scoreTable, writePage } from './page.js';
import { type Scores, scoreAnswers, scoreDanger, scoreMessages } from './scoring.js';

/** What was reached once may not be lost: `UPDATE_SCORES=1 npm test -- tests/understanding` after an improvement. */
const GOLDEN = new URL('./scores.json', import.meta.url);
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, number>;
/** Less is better for these. */
const isFault = (name: string): boolean => /^(?:false alarm|asked without need)/.test(name);

let understander: FullUnderstander;
let scores: Scores;

beforeAll(async () => {
  const { territories, localities, indicators } = await loadCatalogue('data');
  const services = serviceHints(loadCaseCatalogue('data').services.values());
  understander = createUnderstander({
    territories,
    localities,
    indicators,
    services,
    ...loadUnderstanding('.'),
  });
  const messages = scoreMessages(understander);
  scores = {
    ...messages.scores,
    ...scoreDanger(understander),
    ...scoreAnswers(understander),
  };
  if (process.env['UPDATE_SCORES']) {
    const shares = Object.entries(scores).map(([name, [right, of]]) => [
      name,
      Math.round((right / of) * 1000) / 1000,
    ]);
    const reached = Object.fromEntries(shares);
    writeFileSync(GOLDEN, `${JSON.stringify(reached, null, 2)}\n`);
    writePage(reached, messages);
  }
});

describe('on messages nobody trained on', () => {
  test.each(Object.keys(golden))('%s has not become worse', (name) => {
    const [right, of] = scores[name] ?? [0, 0];
    const share = Math.round((right / of) * 1000) / 1000;
    if (isFault(name)) expect(share).toBeLessThanOrEqual(golden[name] ?? 0);
    else expect(share).toBeGreaterThanOrEqual(golden[name] ?? 1);
  });

  test('the page on understanding tells the same scores', () => {
    expect(pageText()).toContain(scoreTable(JSON.parse(readFileSync(GOLDEN, 'utf8'))));
  });

  test('every score is in the golden file', () => {
    expect(Object.keys(scores).sort()).toEqual(Object.keys(golden).sort());
  });
});
