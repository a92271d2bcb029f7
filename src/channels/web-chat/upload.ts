import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { TakenMedia } from '../../ports/media.js';
import { Problem } from '../../problem.js';

const MAX_FILES = 10;
const MAX_FIELD = 64 * 1024;

export interface UploadedFile {
  /** As the person's own device calls it; shown to them alone. */
  readonly name: string;
  readonly taken: TakenMedia;
}

export interface Upload {
  /** Small parts by name; Direct Line's `activity` among them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly files: readonly UploadedFile[];
}

/** Takes one file of a form while it comes; `fields` are those that stood before it, `all` those of the whole form. */
export type TakeFile = (
  bytes: AsyncIterable<Uint8Array>,
  index: number,
  fields: Upload['fields'],
  all: Promise<Upload['fields']>,
) => Promise<TakenMedia>;

/**
 * Reads a multipart form as it comes: small parts as text, each file handed to `take` piece by piece.
 * @throws Problem `bad_request` when it is no multipart form, and what `take` and `body` throw.
 */
export async function readUpload(
  contentType: string,
  body: AsyncIterable<Uint8Array>,
  take: TakeFile,
): Promise<Upload> {
  const fields: Record<string, string> = {};
  const files: Promise<UploadedFile>[] = [];
  const small: Promise<void>[] = [];
  const form = open(contentType);
  const read = whole(form, body).then(async () => {
    await Promise.all(small);
    return fields;
  });
  // Who waits for the form hears of it below.
  read.catch(() => {});
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (name, stream, { filename, mimeType }) => {
    // Whoever reads it hears of it; where nobody does, a form that is cut off must not end the process.
    stream.on('error', () => {});
    if (name === 'activity' || mimeType === 'application/vnd.microsoft.activity') {
      const text = textOf(stream).then((it) => void (fields.activity = it));
      // A form that is cut off is told by the form itself; nobody waits for this one then.
      text.catch(() => {});
      small.push(text);
      return;
    }
    if (!filename && files.length === 0) return void stream.resume();
    const index = files.length;
    const taken = Promise.all(small).then(() => take(kept(stream), index, { ...fields }, read));
    const file = taken.then((it) => ({ name: (filename ?? '').slice(0, 200), taken: it }));
    // What was not read of a file that is refused is let go, so that the form goes on.
    file.catch(() => {}).finally(() => stream.resume());
    files.push(file);
  });
  form.on('filesLimit', () => files.push(Promise.resolve({ name: '', taken: { refused: 'too_many' } })));
  await read;
  return { fields, files: await Promise.all(files) };
}

function open(contentType: string): busboy.Busboy {
  try {
    const limits = { files: MAX_FILES + 1, fieldSize: MAX_FIELD, fields: 20 };
    return busboy({ headers: { 'content-type': contentType }, limits });
  } catch (cause) {
    throw wrong(cause);
  }
}

const wrong = (cause?: unknown): Problem =>
  new Problem('bad_request', 'the upload is not a multipart form', { cause });

/** Leaving the iteration early must not destroy the stream: the form behind it would never end. */
const kept = (stream: Readable): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>,
});

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_FIELD) chunks.push(chunk);
  }
  if (size > MAX_FIELD) throw new Problem('bad_request', 'activity: is too large');
  return Buffer.concat(chunks).toString('utf8');
}

function whole(form: busboy.Busboy, body: AsyncIterable<Uint8Array>): Promise<void> {
  return new Promise((resolve, reject) => {
    const source = Readable.from(body);
    form.on('error', (cause) => reject(wrong(cause)));
    form.on('close', resolve);
    source.on('error', (cause) => {
      form.destroy();
      reject(cause);
    });
    source.pipe(form);
  });
}
