import type { Consultation } from '../domain/consultation.js';
import type { Form } from '../domain/form.js';
import type { ConsultationStore } from '../ports/consultation-stores.js';

/** The consultations as they were last read: forms are asked in the middle of a turn, without waiting for the store. */
export interface ConsultationBook {
  /** Reads them again. */
  all(): Promise<readonly Consultation[]>;
  find(id: string): Consultation | undefined;
  form(id: string): Form | undefined;
}

export function createConsultationBook(store: Pick<ConsultationStore, 'all'>): ConsultationBook {
  let known: readonly Consultation[] = [];
  return {
    all: async () => {
      known = await store.all();
      return known;
    },
    find: (id) => known.find((it) => it.id === id),
    form: (id) => known.find((it) => it.form.id === id)?.form,
  };
}
