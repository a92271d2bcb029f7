import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lexicon, ModelFile } from '../engine/understanding/index.js';
import { Problem } from '../problem.js';

const FOLDER = 'data/understanding';

/** What createUnderstander needs of the files under `root` (the repository's folder). */
export interface UnderstandingFiles {
  readonly lexicon: Lexicon;
  readonly model: ModelFile;
}

/** Reads data/understanding/model.json and model.bin. Throws Problem `understanding.model_missing`. */
export function loadUnderstanding(root: string): UnderstandingFiles {
  try {
    const { lexicon, ...model } = JSON.parse(readFileSync(join(root, FOLDER, 'model.json'), 'utf8')) as {
      lexicon: Lexicon;
    } & Omit<ModelFile, 'weights'>;
    const bytes = readFileSync(join(root, FOLDER, 'model.bin'));
    return {
      lexicon,
      model: { ...model, weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) },
    };
  } catch (cause) {
    throw new Problem('understanding.model_missing', 'the understanding model cannot be read', { cause });
  }
}
