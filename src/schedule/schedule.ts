import { schedule as cron } from 'node-cron';
import type { Leases } from '../ports/lease.js';
import type { Log } from '../turns/service.js';

/** Work that comes round by the clock. Doing it twice must change nothing. */
export interface Job {
  readonly name: string;
  /** Five fields, in Colombia's time: `* * * * *` is the beginning of each minute. */
  readonly cron: string;
  run(): Promise<void>;
}

export interface ScheduleParts {
  readonly leases: Leases;
  /** This process, among those that share the store. */
  readonly holder: string;
  readonly logger: Log;
}

/** Shorter than the shortest period, so that a process that died holds nobody up. */
const LEASE_MS = 50_000;

/** Runs a job unless another process has it; what goes wrong is logged and the job comes round again.
 * Resolves with whether it ran to its end. */
export async function runLeased(job: Job, { leases, holder, logger }: ScheduleParts): Promise<boolean> {
  try {
    if ((await leases.take(`job:${job.name}`, holder, LEASE_MS)) === null) return false;
    await job.run();
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code ?? 'internal';
    logger.warn({ code: 'job_failed', job: job.name, reason: String(code) });
    return false;
  }
}

/** Starts the jobs: each at once, for what fell due while nobody ran, and then by the clock. */
export function startSchedule(jobs: readonly Job[], parts: ScheduleParts): { stop(): Promise<void> } {
  const running = new Set<Promise<unknown>>();
  const run = (job: Job): Promise<unknown> => {
    const once = runLeased(job, parts).finally(() => running.delete(once));
    running.add(once);
    return once;
  };
  const tasks = jobs.map((job) =>
    cron(job.cron, () => run(job), {
      name: job.name,
      timezone: 'America/Bogota',
      noOverlap: true,
      suppressMissedWarning: true,
    }),
  );
  for (const job of jobs) void run(job);
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}
