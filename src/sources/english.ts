import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Gloss } from '../engine/understanding/index.js';

/** The words of English, and what they are in Spanish. `root` is the repository's folder. */
export const loadEnglish = (root: string): Gloss =>
  parse(readFileSync(join(root, 'data/understanding/english.yaml'), 'utf8')) as Gloss;
