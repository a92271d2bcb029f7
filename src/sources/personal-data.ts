import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { PersonalDataWords } from '../domain/personal-data.js';

const list = z.array(z.string().min(1)).min(1);
const file = z.strictObject({
  written: z.strictObject({
    name: z.string(),
    phone: z.string(),
    email: z.string(),
    document: z.string(),
    address: z.string(),
  }),
  beforeNames: list,
  beforeCapitals: list,
  endNames: list,
  insideNames: list,
  beforeDocuments: list,
  streets: list,
});

/** Reads data/understanding/personal-data.yaml below `root`, the repository's folder. */
export function loadPersonalDataWords(root: string): PersonalDataWords {
  return file.parse(parse(readFileSync(join(root, 'data/understanding/personal-data.yaml'), 'utf8')));
}
