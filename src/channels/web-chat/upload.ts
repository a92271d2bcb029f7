import busboy from 'busboy';
import { Problem } from '../../problem.js';
import { type IncomingActivity, parseActivity } from './activity.js';

const MAX_FILES = 10;

/**
 * Reads a Direct Line upload: a part `activity` and files. The bytes of files are dropped unread, since this channel
 * keeps no media; that some came is told, so that the person can be answered.
 * @throws Problem `bad_request` when it is no multipart form.
 */
export async function readUpload(contentType: string, body: Buffer): Promise<IncomingActivity> {
  const form = await parts(contentType, body);
  const activity = parseActivity(form.activity ?? '{"type":"message"}');
  const attachments = form.types.map((type) => ({ contentType: type }));
  return { ...activity, attachments };
}

interface Form {
  activity?: string;
  readonly types: string[];
}

function parts(contentType: string, body: Buffer): Promise<Form> {
  const wrong = (cause: unknown): Problem =>
    new Problem('bad_request', 'the upload is not a multipart form', { cause });
  return new Promise((resolve, reject) => {
    const form: Form = { types: [] };
    let parser: ReturnType<typeof busboy>;
    try {
      parser = busboy({ headers: { 'content-type': contentType }, limits: { files: MAX_FILES + 1 } });
    } catch (cause) {
      reject(wrong(cause));
      return;
    }
    parser.on('file', (name, stream, { mimeType }) => {
      if (name !== 'activity') {
        form.types.push(mimeType.slice(0, 100));
        stream.resume();
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (form.activity = Buffer.concat(chunks).toString('utf8')));
    });
    parser.on('field', (name, value) => {
      if (name === 'activity') form.activity = value;
    });
    parser.on('error', (cause) => reject(wrong(cause)));
    parser.on('close', () => resolve({ ...form, types: form.types.slice(0, MAX_FILES) }));
    parser.end(body);
  });
}
