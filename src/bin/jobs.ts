import type { Participa } from '../main.js';
import type { Clock } from '../ports/clock.js';
import type { Ids } from '../ports/ids.js';
import { keepConsultations } from '../schedule/consultations.js';
import { type Job, startSchedule } from '../schedule/schedule.js';
import { createLeases } from '../store/leases.js';
import type { Log } from '../turns/service.js';

/** What comes round by the clock in an open service. */
export function startJobs(
  { premises }: Participa,
  { clock, ids, logger }: { readonly clock: Clock; readonly ids: Ids; readonly logger: Log },
): { stop(): Promise<void> } {
  const jobs: Job[] = [
    { name: 'consultations', cron: '* * * * *', run: () => keepConsultations(premises.stores, clock.now()) },
  ];
  const leases = createLeases(premises.connection, () => clock.now());
  return startSchedule(jobs, { leases, holder: ids.next(), logger });
}
