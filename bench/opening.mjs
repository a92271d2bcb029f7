import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '../dist/store/embedded/bson/encode.js';
import { Binary } from '../dist/store/embedded/bson/value.js';
import { interleaved, line, round } from './measure.mjs';
import { engineOf, fileOf } from './seeded.mjs';

const DOCUMENTS = 100_000;
const ROUNDS = 7;

/** Opening a store beside reading everything that is in its file. */
export async function bench() {
  const directory = mkdtempSync(join(tmpdir(), 'participa-bench-'));
  const engine = await engineOf(await fileOf(directory));
  const rows = engine.create('sigesi', 'rows', new Map());
  await engine.addIndex(
    rows,
    new Map([
      ['key', new Map([['by', 1]])],
      ['name', 'by_1'],
    ]),
  );
  for (let index = 0; index < DOCUMENTS; index += 1) {
    rows.insert(
      encode(
        new Map([
          ['_id', `r${index}`],
          ['by', index % 1_000],
          ['sealed', new Binary(0, Buffer.alloc(900, 7))],
        ]),
      ),
    );
    if (index % 5_000 === 0) await engine.journal.durable();
  }
  await engine.close();
  const open = async () => {
    await (await engineOf(await fileOf(directory))).close();
    return 1;
  };
  const scan = async () => {
    const file = await fileOf(directory);
    const cursor = file.scan({ low: '\0', high: '\xff', reverse: false });
    while ((await cursor.next(1_000)).length > 0);
    await cursor.close();
    await file.close();
    return 1;
  };
  await open();
  await scan();
  const result = await interleaved({ open, scan }, ROUNDS);
  const ms = (name) => 1000 / result[name].perSecond;
  line(
    'store: opening 100,000 documents',
    `${round(ms('open'))} ms ÷ scan of the key-value file ${round(ms('scan'))} ms = ${round(ms('open') / ms('scan'))} (goal 1)`,
  );
  rmSync(directory, { recursive: true, force: true });
}
