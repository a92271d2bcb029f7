import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Consultation, statusAt } from '../../domain/consultation.js';
import { importConsultation } from '../../engine/forms/xlsform/import-consultation.js';
import { sayFinding } from '../../engine/forms/xlsform/workbook.js';
import { Problem } from '../../problem.js';
import { readWorkbook } from '../../sources/xlsform.js';
import { atDesk, print } from '../desk.js';
import { describe } from '../consultation-words.js';
import type { DryRun } from '../import-report.js';
import { systemClock } from '../system.js';

/** Takes a questionnaire, whole or not at all. */
export async function importConsultationCommand(file: string, options: DryRun): Promise<void> {
  await atDesk(async ({ config, stores, say }) => {
    const read = importConsultation(await readWorkbook(file), config.DEFAULT_LOCALE);
    print(say({ key: 'cli:import-consultation', args: { file: basename(file) } }));
    for (const finding of read.refusals) print(say(sayFinding(finding, 'refused')));
    for (const finding of read.notices) print(say(sayFinding(finding, 'noticed')));
    if (!read.consultation) {
      process.exitCode = 1;
      print(say({ key: 'cli:consultation-refused', args: { number: read.refusals.length } }));
      return;
    }
    const change = changeOf(read.consultation, await stores.consultations.all());
    if (!options.dryRun && change !== 'same') await stores.consultations.save(read.consultation);
    print(say({ key: `cli:consultation-${change}`, args: { id: read.consultation.id } }));
    print(say(describe(read.consultation, systemClock.now())));
    if (options.dryRun) print(say({ key: 'cli:import-dry-run' }));
  });
}

/** @throws Problem `consultation_already_open`: whoever has answered would have answered another form. */
function changeOf(fresh: Consultation, known: readonly Consultation[]): 'added' | 'changed' | 'same' {
  const old = known.find(({ id }) => id === fresh.id);
  if (!old) return 'added';
  if (isDeepStrictEqual(asStored({ ...old, status: 'draft' }), asStored(fresh))) return 'same';
  if (statusAt(old, systemClock.now()) === 'draft') return 'changed';
  throw new Problem('consultation_already_open', `consultation ${old.id} has opened and cannot be changed`, {
    details: { id: old.id },
  });
}

/** As it comes back from the store, which keeps no field without a value. */
const asStored = (consultation: Consultation): unknown => JSON.parse(JSON.stringify(consultation));
