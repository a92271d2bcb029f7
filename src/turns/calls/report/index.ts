import type { Call } from '../../../engine/flow/state.js';
import { closingCalls } from './closing.js';
import { listeningCalls } from './listening.js';
import type { ReportParts } from './parts.js';
import { questionCalls } from './questions.js';
import { summaryCalls } from './summary.js';

export type { ReportParts } from './parts.js';
export { serviceForm } from './questions.js';

/** What dialogs/report.yaml calls. */
export function reportCalls(parts: ReportParts): Record<string, Call> {
  return {
    ...listeningCalls(parts),
    ...questionCalls(parts),
    ...summaryCalls(parts),
    ...closingCalls(parts),
  };
}
