#!/usr/bin/env -S node --max-semi-space-size=2
import { Command } from 'commander';
import { sayProblem } from './say-problem.js';
import type { OpenedStore } from './store.js';

/** Runs a command while the store opens in a thread of its own; a command that fails leaves no thread behind. */
async function withStore(run: (opening: Promise<OpenedStore>) => Promise<void>): Promise<void> {
  const opening = Promise.all([import('./environment.js'), import('./store.js')]).then(
    ([{ environment }, { openStore }]) => openStore(environment()),
  );
  try {
    opening.catch(() => {});
    await run(opening);
  } catch (error) {
    await opening.then((store) => store.stop()).catch(() => {});
    throw error;
  }
}

const program = new Command('participa').description('SIGESI Participa').showHelpAfterError();

program
  .command('start')
  .description('run the service')
  .action(() => withStore(async (store) => (await import('./commands/start.js')).start(store)));
program
  .command('chat')
  .description('a conversation in the terminal; each line of standard input is one message')
  .option('--from <name>', 'who is talking', 'terminal')
  .option('--locale <tag>', 'es-CO, es-CO-x-facil or en')
  .action((options) => withStore(async (store) => (await import('./commands/chat.js')).chat(options, store)));
program
  .command('understand')
  .description('one text a line on standard input, one JSON object a line on standard output')
  .option('--explain', 'say why')
  .action(async (options) => (await import('./commands/understand.js')).understand(options));
program
  .command('store')
  .description('only the embedded store, on its socket and, if asked, on 127.0.0.1')
  .option('--port <number>', 'TCP port on 127.0.0.1', Number)
  .action(async (options) => (await import('./commands/store.js')).store(options));
const whatsapp = program.command('whatsapp').description('the WhatsApp number of WHATSAPP=web');
whatsapp
  .command('link')
  .description('link a number: a QR code, or with --phone a code to type into the phone')
  .option('--phone <digits>', 'the number with country code, e.g. 57 and ten digits')
  .action(async (options) => (await import('./commands/whatsapp.js')).link(options));
whatsapp
  .command('status')
  .description('how the number stands')
  .action(async () => (await import('./commands/whatsapp.js')).status());
program
  .command('bench [groups...]')
  .description('measure: turn, store, start, understand')
  .action(async (groups: string[]) => (await import('./commands/bench.js')).bench(groups));

const imports = program.command('import').description('take what an official prepared in a file');
imports
  .command('observations <file>')
  .description('official figures from a .csv or .xlsx')
  .option('--dry-run', 'say what would happen, write nothing')
  .action(async (file, options) =>
    (await import('./commands/import-observations.js')).importObservationsCommand(file, options),
  );
imports
  .command('agencies <file>')
  .description('contacts of the bodies that receive cases, from a .csv')
  .option('--dry-run', 'say what would happen, write nothing')
  .action(async (file, options) =>
    (await import('./commands/import-agencies.js')).importAgenciesCommand(file, options),
  );
imports
  .command('roster <file>')
  .description('the people on call, from a .csv; replaces the former ones')
  .option('--dry-run', 'say what would happen, write nothing')
  .action(async (file, options) =>
    (await import('./commands/import-roster.js')).importRosterCommand(file, options),
  );
imports
  .command('consultation <form>')
  .description('a questionnaire (XLSForm .xlsx)')
  .option('--dry-run', 'say what would happen, write nothing')
  .action(async (form, options) =>
    (await import('./commands/import-consultation.js')).importConsultationCommand(form, options),
  );

const consultation = program.command('consultation').description('consultations and their results');
consultation
  .command('list')
  .description('every consultation, its status and how many took part')
  .action(async () => (await import('./commands/consultation.js')).listConsultations());
consultation
  .command('open <id>')
  .description('open one before its time')
  .action(async (id) => (await import('./commands/consultation.js')).openConsultation(id));
consultation
  .command('close <id>')
  .description('close one before its time, for good')
  .action(async (id) => (await import('./commands/consultation.js')).closeConsultation(id));
consultation
  .command('results <id>')
  .description('what a closed one came to')
  .option('--format <name>', 'json, csv or xlsx', 'json')
  .option('--out <file>', 'write to a file instead of standard output')
  .action(async (id, options) =>
    (await import('./commands/consultation.js')).consultationResults(id, options),
  );

program
  .command('misunderstood')
  .description('what was not understood, personal data removed, one JSON object a line')
  .action(async () => (await import('./commands/misunderstood.js')).misunderstood());
program
  .command('export-store <file>')
  .description('everything in the store, as Extended JSON lines')
  .action(async (file) => (await import('./commands/export-store.js')).exportStoreCommand(file));
program
  .command('import-store <file>')
  .description('an export into an empty store')
  .action(async (file) => (await import('./commands/export-store.js')).importStoreCommand(file));
program
  .command('doctor')
  .description('whether everything is in order, and what is missing')
  .action(async () => (await import('./commands/doctor.js')).doctor());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`participa: ${await sayProblem(error)}\n`);
  process.exitCode = 1;
}
