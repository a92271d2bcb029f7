import { createInterface } from 'node:readline';
import type { Recognition } from '../../domain/understanding.js';
import { loadMind } from '../../mind.js';

/** The public contract: the fields other programs script against, and no others. */
function contract(it: Recognition): object {
  const { text, intent, confidence, danger, urgency, territory, indicator, period, operation } = it;
  const { service, population, age, sex, dangerDoubt } = it;
  return {
    text,
    intent,
    confidence,
    danger,
    urgency,
    territory,
    indicator,
    period,
    operation,
    service,
    population,
    age,
    sex,
    dangerDoubt,
  };
}

/** One text a line in, one JSON object a line out. */
export async function understand(options: { explain?: boolean }): Promise<void> {
  const { understander } = await loadMind();
  for await (const line of createInterface({ input: process.stdin })) {
    const now = { now: Date.now() };
    if (options.explain) {
      const explained = understander.explain(line, now);
      process.stdout.write(`${JSON.stringify({ ...contract(explained), why: explained.why })}\n`);
    } else process.stdout.write(`${JSON.stringify(contract(understander.understand(line, now)))}\n`);
  }
}
