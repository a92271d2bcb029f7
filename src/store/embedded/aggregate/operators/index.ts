import { LOGIC } from './logic.js';
import type { Build } from './operator.js';

/** Every expression operator that is built. */
export const OPERATORS: Readonly<Record<string, Build>> = { ...LOGIC };
