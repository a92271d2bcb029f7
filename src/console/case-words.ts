import type { Case, HistoryEntry } from '../domain/case.js';
import { type CaseDocument, caseDocument, type CaseWords } from '../domain/case-document.js';
import { caseSealer } from '../engine/sealing/case-sealer.js';
import { openWords } from '../engine/sealing/case-words.js';
import { Problem } from '../problem.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** The words of a case as they are shown: opened, erased by their person, or not to be opened. */
export type Opened =
  | {
      readonly state: 'open';
      readonly words: CaseWords;
      readonly document: CaseDocument | null;
      /** Words of the history, by entry. */
      readonly said: ReadonlyMap<string, string>;
    }
  | { readonly state: 'erased' | 'broken' };

/** Opens what a person told and writes down who did. Nothing is opened that could not be written down. */
export async function openCaseWords(parts: ConsoleParts, official: Official, of: Case): Promise<Opened> {
  if (of.key === null) return { state: 'erased' };
  await parts.audit.write({
    at: parts.clock.now(),
    who: official.name,
    did: 'case.words_opened',
    subject: of.id,
  });
  try {
    const sealer = caseSealer(of.id, of.key, parts.ring, parts.ids.bytes);
    const words = openWords(of.sealed, sealer);
    const open = ({ id, text }: HistoryEntry): [string, string][] =>
      text === undefined ? [] : [[id, sealer.open(`history:${id}`, text)]];
    return {
      state: 'open',
      words,
      document: documentOf(parts, of, words),
      said: new Map(of.history.flatMap(open)),
    };
  } catch (error) {
    if (error instanceof Problem) return { state: 'broken' };
    throw error;
  }
}

function documentOf(parts: ConsoleParts, of: Case, words: CaseWords): CaseDocument | null {
  const service = parts.services.get(of.service);
  const procedure = parts.procedures.get(of.procedure);
  if (!service || !procedure) return null;
  const territory = parts.territories.get(of.territory ?? '') ?? null;
  return caseDocument(of, words, { service, procedure, territory, questions: parts.questions }, 'competent');
}
