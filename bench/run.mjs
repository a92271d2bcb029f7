// npm run bench [-- turn|store|start|understand …]: each line is a ratio of interleaved rounds in one run.
import { cpus } from 'node:os';

const groups = ['turn', 'store', 'start', 'understand'];
const asked = process.argv.slice(2);
const wrong = asked.find((name) => !groups.includes(name));
if (wrong) {
  process.stderr.write(`bench: there is no group ${wrong}; there are ${groups.join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(
  `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${new Date().toISOString().slice(0, 10)}\n`,
);
for (const group of asked.length > 0 ? asked : groups) {
  const { bench } = await import(`./${group}.mjs`);
  await bench();
}
