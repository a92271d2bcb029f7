#!/usr/bin/env node
import { Command } from 'commander';
import { Problem } from '../problem.js';

const program = new Command('participa').description('SIGESI Participa').showHelpAfterError();

program
  .command('start')
  .description('run the service')
  .action(async () => (await import('./commands/start.js')).start());
program
  .command('chat')
  .description('a conversation in the terminal; each line of standard input is one message')
  .option('--from <name>', 'who is talking', 'terminal')
  .option('--locale <tag>', 'es-CO or es-CO-x-facil')
  .action(async (options) => (await import('./commands/chat.js')).chat(options));
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
program
  .command('bench [groups...]')
  .description('measure: turn, durable, start, understand')
  .action(async (groups: string[]) => (await import('./commands/bench.js')).bench(groups));

try {
  await program.parseAsync();
} catch (error) {
  const line = error instanceof Problem ? `${error.code}: ${error.message}` : `internal: ${String(error)}`;
  process.stderr.write(`participa: ${line}\n`);
  process.exitCode = 1;
}
