import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../problem.js';
import { exportStore, importStore } from '../../store/embedded/index.js';
import { officialTexts, print } from '../desk.js';
import { environment } from '../environment.js';
import { openStore } from '../store.js';

/** Writes everything the store holds into a file that only this user may read; it appears when it is whole.
 * @throws Problem `file_exists`, `file_unwritable` */
export async function exportStoreCommand(file: string): Promise<void> {
  if (existsSync(file)) throw new Problem('file_exists', `${file} exists`, { details: { file } });
  const store = await openStore(environment());
  const part = `${file}.part`;
  try {
    let lines = 0;
    const text = async function* () {
      for await (const line of exportStore(store.uri)) {
        lines += 1;
        yield `${line}\n`;
      }
    };
    await pipeline(Readable.from(text()), createWriteStream(part, { mode: 0o600 })).catch(unwritable(file));
    await rename(part, file);
    const say = officialTexts();
    print(say({ key: 'cli:exported', args: { file, lines } }));
    if (store.kind === 'joined') print(say({ key: 'cli:exported-while-running' }));
  } finally {
    await rm(part, { force: true });
    await store.stop();
  }
}

/** Puts an export into a store without documents.
 * @throws Problem `file_unreadable`, `store.import-damaged`, `store.import-not-empty`, `store.import-incomplete` */
export async function importStoreCommand(file: string): Promise<void> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new Problem('file_unreadable', `cannot read ${file}`, { details: { file }, cause });
  });
  await handle.close();
  const store = await openStore(environment());
  try {
    const report = await importStore(store.uri, linesOf(file));
    print(officialTexts()({ key: 'cli:store-imported', args: { ...report } }));
  } finally {
    await store.stop();
  }
}

/** What the file system answers becomes a coded line; what the store answers stays. */
const unwritable =
  (file: string) =>
  (cause: unknown): never => {
    if (typeof (cause as { syscall?: unknown }).syscall !== 'string') throw cause;
    throw new Problem('file_unwritable', `cannot write ${file}`, { details: { file }, cause });
  };

/** Opened only when the first line is wanted: a line reader gives its lines to whoever listens by then. */
async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}
