import type { Case } from '../domain/case.js';
import type { Evidence } from '../domain/evidence.js';
import { hasViewingCopy, viewingCopy } from '../engine/media/viewing-copy.js';
import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import { Problem } from '../problem.js';
import { facts, hidden, when } from './page.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/** The files of a case: pictures as they may be shown, everything else by what it is. */
export function evidenceSection(parts: ConsoleParts, official: Official, of: Case): Html | undefined {
  const files = of.evidence ?? [];
  if (files.length === 0) return undefined;
  const { say } = parts;
  return html`<section class="evidence"><h2>${say('evidence')}</h2>
<ol>${files.map((file) => html`<li>${fileItem(parts, official, of, file)}</li>`)}</ol></section>`;
}

const addressOf = (of: Case, file: Evidence): string => `/console/cases/${of.id}/evidence/${file.id}`;

function fileItem(parts: ConsoleParts, official: Official, of: Case, file: Evidence): Html {
  const { say } = parts;
  const rows = facts([
    [say('evidence-type'), `${say(`evidence-${file.kind}`)} (${file.type})`],
    [say('evidence-size'), say('evidence-kilobytes', { kilobytes: Math.ceil(file.bytes / 1000) })],
    [say('evidence-given'), when(say, file.at)],
    [say('evidence-sha256'), html`<code>${file.sha256}</code>`],
  ]);
  if (file.handling === 'quarantined')
    return html`${rows}<p class="warning">${say('evidence-quarantined')}</p>`;
  const shown = isShown(file)
    ? html`<img src="${addressOf(of, file)}" alt="${say('evidence-picture')}" loading="lazy">`
    : html`<p class="warning">${say(file.handling === 'careful' ? 'evidence-careful' : 'evidence-unseen')}</p>`;
  return html`${shown}${rows}
<form method="post" action="${addressOf(of, file)}">${hidden({ csrf: official.csrf })}<button>${say('evidence-download')}</button></form>`;
}

const isShown = ({ handling, type }: Evidence): boolean => handling === 'open' && hasViewingCopy(type);

/** Nothing of a file runs, and no browser guesses what it is. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** The picture without its metadata. @throws Problem `not_found` where there is none to be shown. */
export async function showFile(
  parts: ConsoleParts,
  official: Official,
  of: Case,
  id = '',
): Promise<HttpResponse> {
  const file = fileOf(of, id);
  if (!isShown(file)) throw gone();
  await note(parts, official, of, file, 'evidence.viewed');
  const pieces: Buffer[] = [];
  for await (const piece of await originalOf(parts, file)) pieces.push(piece);
  const body = viewingCopy(file.type, Buffer.concat(pieces));
  if (!body) throw gone();
  return { status: 200, headers: { ...HEADERS, 'content-type': file.type }, body };
}

/** The original as it was given. @throws Problem `not_found` where it may not be opened or is not there. */
export async function giveOriginal(
  parts: ConsoleParts,
  official: Official,
  of: Case,
  id = '',
): Promise<HttpResponse> {
  const file = fileOf(of, id);
  if (file.handling === 'quarantined') throw gone();
  const stream = await originalOf(parts, file);
  await note(parts, official, of, file, 'evidence.downloaded');
  const name = `${of.code}-${file.sha256.slice(0, 8)}.${endingOf(file.type)}`;
  const headers = {
    ...HEADERS,
    'content-type': 'application/octet-stream',
    'content-length': String(file.bytes),
    'content-disposition': `attachment; filename="${name}"`,
    // RFC 9530
    'repr-digest': `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`,
  };
  return { status: 200, headers, stream };
}

/** So that the computer of whoever downloads it knows what opens it. */
const ENDINGS: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'image/jpeg': 'jpg',
};
const endingOf = (type: string): string => ENDINGS[type] ?? type.split('/')[1] ?? 'bin';

const gone = (): Problem => new Problem('not_found', 'there is no such file');

function fileOf(of: Case, id: string): Evidence {
  const file = (of.evidence ?? []).find((it) => it.id === id);
  if (!file) throw gone();
  return file;
}

async function originalOf({ media }: ConsoleParts, { id }: Evidence): Promise<AsyncIterable<Buffer>> {
  const stream = await media.read(id);
  if (!stream) throw gone();
  return stream;
}

/** Nothing is opened that could not be written down. */
const note = (
  { audit, clock }: ConsoleParts,
  official: Official,
  of: Case,
  file: Evidence,
  did: string,
): Promise<void> =>
  audit.write({ at: clock.now(), who: official.name, did, subject: of.id, data: { sha256: file.sha256 } });
