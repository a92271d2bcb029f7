import { readFileSync, writeFileSync } from 'node:fs';
import type { Answered, Scores } from './scoring.js';

const PAGE = new URL('../../docs/understanding.md', import.meta.url);
const BINS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
const COMMONEST = 12;

const share = (right: number, of: number): string => (of === 0 ? '' : `${((right / of) * 100).toFixed(1)} %`);

function binsOf(answers: readonly Answered[]) {
  return BINS.slice(0, -1).map((from, at) => {
    const to = BINS[at + 1] ?? 1;
    const inside = answers.filter(
      ({ confidence }) => confidence >= from && (confidence < to || (to === 1 && confidence === 1)),
    );
    const right = inside.filter(({ wanted, best }) => wanted === best).length;
    const mean = inside.reduce((sum, { confidence }) => sum + confidence, 0) / (inside.length || 1);
    return { from, to, count: inside.length, right, mean };
  });
}

/** Expected calibration error: how far confidence is from the share that is right, weighed by the number of answers. */
export function calibrationError(answers: readonly Answered[]): number {
  return binsOf(answers).reduce(
    (sum, { count, right, mean }) =>
      count === 0 ? sum : sum + (Math.abs(right / count - mean) * count) / answers.length,
    0,
  );
}

function reliability(answers: readonly Answered[]): string[] {
  const rows = binsOf(answers).filter(({ count }) => count > 0);
  return [
    '| confidence | messages | mean confidence | right |',
    '|---|---|---|---|',
    ...rows.map(
      ({ from, to, count, right, mean }) =>
        `| ${from}–${to} | ${count} | ${(mean * 100).toFixed(1)} % | ${share(right, count)} |`,
    ),
    '',
    `Expected calibration error: ${calibrationError(answers).toFixed(3)}.`,
  ];
}

function confusion(answers: readonly Answered[]): string[] {
  const labels = [...new Set(answers.flatMap(({ wanted, given }) => [wanted, given]))].sort();
  const count = (wanted: string, given: string): number =>
    answers.filter((one) => one.wanted === wanted && one.given === given).length;
  return [
    `| meant \\ read | ${labels.join(' | ')} |`,
    `|---|${labels.map(() => '---').join('|')}|`,
    ...labels.map(
      (wanted) => `| ${wanted} | ${labels.map((given) => count(wanted, given) || '').join(' | ')} |`,
    ),
  ];
}

/** The pairs of routes that are taken for each other most, from scores named "R04 -> R05". */
function commonest(scores: Scores): string {
  return Object.entries(scores)
    .sort(([a, [x]], [b, [y]]) => y - x || (a < b ? -1 : 1))
    .slice(0, COMMONEST)
    .map(([pair, [times]]) => `${pair} (${times})`)
    .join(', ');
}

const between = (name: string): RegExp => new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);

/** The table of scores as docs/understanding.md shows it. */
export const scoreTable = (golden: Readonly<Record<string, number>>): string =>
  [
    '| what | reached |',
    '|---|---|',
    ...Object.entries(golden).map(([name, value]) => `| ${name} | ${(value * 100).toFixed(1)} % |`),
  ].join('\n');

export const pageText = (): string => readFileSync(PAGE, 'utf8');

/** Writes scores, reliability and confusion into docs/understanding.md, between their marks. */
export function writePage(
  golden: Readonly<Record<string, number>>,
  found: { readonly intents: readonly Answered[]; readonly routes: Scores },
): void {
  const parts: Readonly<Record<string, string>> = {
    scores: scoreTable(golden),
    reliability: reliability(found.intents).join('\n'),
    confusion: confusion(found.intents).join('\n'),
    routes: commonest(found.routes),
  };
  let text = pageText();
  for (const [name, part] of Object.entries(parts)) {
    text = text.replace(between(name), (_, open: string, close: string) => `${open}${part}\n${close}`);
  }
  writeFileSync(PAGE, text);
}
