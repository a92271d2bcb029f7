import type { Consultation, ConsultationStatus, Response } from '../domain/consultation.js';
import type { Tally } from '../engine/forms/tally.js';

export interface ConsultationStore {
  all(): Promise<readonly Consultation[]>;
  /** Stores a new consultation or a new version of one that has not opened yet. */
  save(consultation: Consultation): Promise<'added' | 'changed' | 'same'>;
  /** Records a status. What is closed stays closed, whoever was late with another. */
  setStatus(id: string, status: ConsultationStatus): Promise<void>;
}

export interface ResponseStore {
  /** Keeps the first response under a key; the same key again changes nothing. */
  record(key: string, response: Response): Promise<void>;
  /** Every response of a consultation that counts, in the order they came. */
  of(consultation: string): Promise<readonly Response[]>;
  /** The consultations a person has answered. */
  byPerson(person: string): Promise<readonly string[]>;
  /** Of what these contacts, who are one person, answered to a consultation, the earliest counts and the others do not,
   * whatever held before. Gives back how many of the consultations they answered more than once. */
  countOnce(people: readonly string[], consultations: readonly string[]): Promise<number>;
  /** Takes a person's responses to these consultations away. */
  erase(person: string, consultations: readonly string[]): Promise<void>;
}

/** What closed consultations came to. Kept once: counting again after a person withdrew would tell what they had said,
 * as the difference of two results. */
export interface TallyStore {
  of(consultation: string): Promise<Tally | null>;
  /** Keeps the first tally of a consultation and gives back the one that stands. */
  keep(consultation: string, tally: Tally): Promise<Tally>;
}
