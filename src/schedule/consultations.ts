import { type Consultation, statusAt } from '../domain/consultation.js';
import { tally } from '../engine/forms/tally.js';
import type { ConsultationStore, ResponseStore, TallyStore } from '../ports/consultation-stores.js';

export interface ConsultationKeeping {
  readonly consultations: Pick<ConsultationStore, 'all' | 'setStatus'>;
  readonly responses: Pick<ResponseStore, 'of'>;
  readonly tallies: TallyStore;
}

/**
 * Records the status that the time gave each consultation, and tallies those that a run before had recorded as closed:
 * between the two, turns that were sealed just before closing have recorded their responses. Doing it again changes
 * nothing. @param now milliseconds since the epoch
 */
export async function keepConsultations(stores: ConsultationKeeping, now: number): Promise<void> {
  for (const consultation of await stores.consultations.all()) {
    if (consultation.status === 'closed') await tallyOnce(stores, consultation, now);
    else {
      const status = statusAt(consultation, now);
      if (status !== consultation.status) await stores.consultations.setStatus(consultation.id, status);
    }
  }
}

async function tallyOnce(
  { responses, tallies }: ConsultationKeeping,
  consultation: Consultation,
  now: number,
): Promise<void> {
  const { id } = consultation;
  if ((await tallies.of(id)) === null)
    await tallies.keep(id, tally(consultation, await responses.of(id), now));
}
