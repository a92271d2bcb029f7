import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  type PlaceCatalogue,
  type TrainingSources,
  compileUnderstanding,
  writeTrainingTexts,
} from '../engine/understanding/training/compile.js';
import type { Corpus } from '../engine/understanding/training/corpus.js';

const FOLDER = 'data/understanding';
const SOURCE_FILES = {
  intents: 'locales/es-CO/intents.yaml',
  services: `${FOLDER}/services.yaml`,
  indicators: `${FOLDER}/indicator-names.yaml`,
  abbreviations: `${FOLDER}/abbreviations.yaml`,
  words: `${FOLDER}/words.yaml`,
  places: `${FOLDER}/places.yaml`,
  danger: `${FOLDER}/danger.yaml`,
  dangerTexts: `${FOLDER}/danger-texts.yaml`,
  operations: `${FOLDER}/operations.yaml`,
  people: `${FOLDER}/people.yaml`,
  urgency: `${FOLDER}/urgency.yaml`,
  answers: `${FOLDER}/answers.yaml`,
} as const;
/** Whole messages: told/<part>.yaml. */
const TOLD_PARTS = ['danger', 'doubt', 'safe', 'services', 'intents'];
const toldFile = (part: string): string => `${FOLDER}/told/${part}.yaml`;

/** SHA-256 over the sources of the model, in a fixed order: tells whether the committed model is theirs. */
export function understandingSourcesHash(root: string): string {
  const hash = createHash('sha256');
  for (const file of [...Object.values(SOURCE_FILES), ...TOLD_PARTS.map(toldFile)])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The YAML sources that the lexicon and the heads are made from. */
export function readTrainingSources(root: string): TrainingSources {
  const read = (file: string): unknown => parse(readFileSync(join(root, file), 'utf8'));
  const { words, ...files } = SOURCE_FILES;
  const entries = Object.entries(files).map(([name, file]) => [name, read(file)] as const);
  const told = Object.fromEntries(TOLD_PARTS.map((part) => [part, read(toldFile(part))]));
  return { ...Object.fromEntries(entries), told, ...(read(words) as object) } as unknown as TrainingSources;
}

/** The texts the heads learn from, for comparing other classifiers on the same texts. */
export const trainingTexts = (root: string, catalogue: PlaceCatalogue): Corpus =>
  writeTrainingTexts(readTrainingSources(root), catalogue);

/** Builds data/understanding/model.json and model.bin from the YAML sources; takes about a minute. */
export function buildUnderstanding(root: string, catalogue: PlaceCatalogue): void {
  const { lexicon, model } = compileUnderstanding(
    readTrainingSources(root),
    catalogue,
    understandingSourcesHash(root),
  );
  const { weights, ...header } = model;
  writeFileSync(join(root, FOLDER, 'model.json'), `${JSON.stringify({ ...header, lexicon })}\n`);
  writeFileSync(join(root, FOLDER, 'model.bin'), weights);
}
