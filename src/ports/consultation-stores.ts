import type { Consultation, ConsultationStatus, Response } from '../domain/consultation.js';

export interface ConsultationStore {
  all(): Promise<readonly Consultation[]>;
  /** Stores a new consultation or a new version of one that has not opened yet. */
  save(consultation: Consultation): Promise<'added' | 'changed' | 'same'>;
  setStatus(id: string, status: ConsultationStatus): Promise<void>;
}

export interface ResponseStore {
  /** Keeps the first response under a key; the same key again changes nothing. */
  record(key: string, response: Response): Promise<void>;
  /** Every response of a consultation, in the order they came. */
  of(consultation: string): Promise<readonly Response[]>;
  /** The consultations a person has answered. */
  byPerson(person: string): Promise<readonly string[]>;
  /** Takes a person's responses to these consultations away. */
  erase(person: string, consultations: readonly string[]): Promise<void>;
}
