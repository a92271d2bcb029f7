import { ACCUMULATE } from './accumulate.js';
import { ARITHMETIC } from './arithmetic.js';
import { ARRAYS } from './array.js';
import { CONVERT } from './convert.js';
import { DATES } from './date.js';
import { ITERATION } from './iteration.js';
import { LOGIC } from './logic.js';
import { OBJECTS } from './object.js';
import type { Build } from './operator.js';
import { SETS } from './set.js';
import { TEXT } from './text.js';

/** Every expression operator that is built. */
export const OPERATORS: Readonly<Record<string, Build>> = {
  ...LOGIC,
  ...ARITHMETIC,
  ...ARRAYS,
  ...ITERATION,
  ...SETS,
  ...TEXT,
  ...DATES,
  ...CONVERT,
  ...OBJECTS,
  ...ACCUMULATE,
};
