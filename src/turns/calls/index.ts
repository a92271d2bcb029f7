import type { Call } from '../../engine/flow/state.js';
import { caseCalls, type CaseParts } from './cases.js';
import { consultationCalls, type ConsultationParts } from './consultations.js';
import { dangerCalls, type DangerParts } from './danger.js';
import { directoryCalls, type DirectoryParts } from './directory.js';
import { evidenceCalls } from './evidence.js';
import { type HandoffParts, handoffCalls } from './handoff.js';
import { indicatorCalls, type IndicatorParts } from './indicators.js';
import { privacyCalls } from './privacy.js';
import { linkCalls, type LinkParts } from './link.js';
import { reportCalls, type ReportParts } from './report/index.js';

export type CallParts = IndicatorParts &
  ReportParts &
  CaseParts &
  DangerParts &
  HandoffParts &
  LinkParts &
  DirectoryParts & { readonly consultations: ConsultationParts };

/** Everything that dialogs/*.yaml may call. A new call is one line here. */
export function createCalls(parts: CallParts): Record<string, Call> {
  const { answeredBy, all } = parts.consultations;
  return {
    ...dangerCalls(parts),
    ...indicatorCalls(parts),
    ...reportCalls(parts),
    ...caseCalls(parts),
    ...consultationCalls(parts.consultations),
    ...privacyCalls({ ...parts, answeredBy, consultations: all }),
    ...directoryCalls(parts),
    ...evidenceCalls(),
    ...handoffCalls(parts),
    ...linkCalls(parts),
  };
}
