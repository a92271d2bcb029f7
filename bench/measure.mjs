import { performance } from 'node:perf_hooks';

/** Runs `rounds` rounds of every case in turn, so that a slow moment of the machine meets all of them alike. */
export async function interleaved(cases, rounds) {
  const results = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(cases)) {
      const cpu = process.cpuUsage();
      const began = performance.now();
      const count = await run();
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      results[name].push({ perSecond: count / seconds, cpuMicros: (user + system) / count });
    }
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, all]) => [
      name,
      { perSecond: median(all.map((it) => it.perSecond)), cpuMicros: median(all.map((it) => it.cpuMicros)) },
    ]),
  );
}

export function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}

export function percentile(numbers, share) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const round = (number) => (number >= 100 ? Math.round(number) : Number(number.toPrecision(3)));

/** Runs `count` jobs, `width` at once. */
export async function many(count, width, job) {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await job(index);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return count;
}

export const line = (name, text) => process.stdout.write(`${name.padEnd(34)} ${text}\n`);
