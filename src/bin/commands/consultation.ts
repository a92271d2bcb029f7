import { writeFile } from 'node:fs/promises';
import { type Consultation, statusAt } from '../../domain/consultation.js';
import { tally } from '../../engine/forms/tally.js';
import { Problem } from '../../problem.js';
import { describe } from '../consultation-words.js';
import { atDesk, type Desk, print } from '../desk.js';
import { RESULT_FORMATS, type ResultFormat, writeResults } from '../results-file.js';
import { systemClock } from '../system.js';

/** Every consultation with its status and how many took part; what they answered is told after it closed. */
export async function listConsultations(): Promise<void> {
  await atDesk(async ({ stores, say }) => {
    const all = await stores.consultations.all();
    if (all.length === 0) print(say({ key: 'cli:consultation-none' }));
    for (const consultation of all.toSorted((one, other) => one.opensAt - other.opensAt)) {
      print(say(describe(consultation, systemClock.now())));
      const number = (await stores.responses.of(consultation.id)).length;
      print(say({ key: 'cli:consultation-turnout', args: { number } }));
    }
  });
}

/** Opens a consultation before its time. @throws Problem `consultation_closed`: its results may have been seen */
export async function openConsultation(id: string): Promise<void> {
  await change(id, 'open', (consultation, status) => {
    if (status === 'closed')
      throw new Problem('consultation_closed', `consultation ${id} is closed and stays so`, {
        details: { id: consultation.id },
      });
  });
}

/** Closes a consultation before its time, for good. */
export const closeConsultation = (id: string): Promise<void> => change(id, 'closed', () => {});

async function change(
  id: string,
  to: 'open' | 'closed',
  check: (consultation: Consultation, status: string) => void,
): Promise<void> {
  await atDesk(async ({ stores, say }) => {
    const consultation = await find(stores, id);
    const status = statusAt(consultation, systemClock.now());
    check(consultation, status);
    if (consultation.status !== to) await stores.consultations.setStatus(id, to);
    print(
      say({ key: status === to ? `cli:consultation-was-${to}` : `cli:consultation-now-${to}`, args: { id } }),
    );
  });
}

/** What a closed consultation came to, on standard output or into a file.
 * @throws Problem `consultation_not_closed`, `format_unknown`, `output_needed` */
export async function consultationResults(
  id: string,
  options: { readonly format: string; readonly out?: string },
): Promise<void> {
  const format = formatOf(options.format);
  if (format === 'xlsx' && options.out === undefined && process.stdout.isTTY)
    throw new Problem('output_needed', 'a spreadsheet is no text for a screen: name a file with --out');
  await atDesk(async ({ stores, say }) => {
    const consultation = await find(stores, id);
    const now = systemClock.now();
    if (statusAt(consultation, now) !== 'closed')
      throw new Problem('consultation_not_closed', `consultation ${id} has not closed: no partial results`, {
        details: { id },
      });
    const stands =
      (await stores.tallies.of(id)) ??
      (await stores.tallies.keep(id, tally(consultation, await stores.responses.of(id), now)));
    const exact = consultation.kind === 'consulta';
    const note = say({ key: exact ? 'cli:results-note-consulta' : 'cli:results-note' });
    const bytes = await writeResults({ consultation, tally: stands, note }, format);
    if (options.out === undefined) process.stdout.write(bytes);
    else {
      await writeFile(options.out, bytes);
      print(say({ key: 'cli:results-written', args: { file: options.out } }));
    }
  });
}

async function find(stores: Desk['stores'], id: string): Promise<Consultation> {
  const consultation = (await stores.consultations.all()).find((one) => one.id === id);
  if (consultation) return consultation;
  throw new Problem('consultation_unknown', `there is no consultation ${id}`, { details: { id } });
}

function formatOf(text: string): ResultFormat {
  const format = RESULT_FORMATS.find((one) => one === text);
  if (format) return format;
  const formats = RESULT_FORMATS.join(', ');
  throw new Problem('format_unknown', `--format ${text}: one of ${formats}`, {
    details: { format: text, formats },
  });
}
