import type { Urgency } from './understanding.js';

export type { Urgency } from './understanding.js';

/** From life in danger now (P0) to what can wait (P3). */
export const URGENCIES: readonly Urgency[] = ['P0', 'P1', 'P2', 'P3'];

/** The more urgent of two; null counts as nothing known. */
export const moreUrgent = (one: Urgency, other: Urgency | null): Urgency =>
  other !== null && URGENCIES.indexOf(other) < URGENCIES.indexOf(one) ? other : one;

/** Cases that alert the people on call and never wait behind others. */
export const isUrgent = (urgency: Urgency): boolean => urgency === 'P0' || urgency === 'P1';
