/** So many bytes from the beginning are enough to know a type. */
export const HEAD_BYTES = 4_096;

const latin = (head: Uint8Array, from: number, to: number): string =>
  Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1', from, to);

const begins = (head: Uint8Array, ...bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte);

/**
 * What a file is by its first bytes, whatever it is called or declared as; null where it is none of the types that are
 * known here. Looks at signatures only and decodes nothing.
 */
export function sniff(head: Uint8Array): string | null {
  return image(head) ?? sound(head) ?? isoMedia(head) ?? document(head);
}

function image(head: Uint8Array): string | null {
  if (begins(head, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (begins(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (/^GIF8[79]a/.test(latin(head, 0, 6))) return 'image/gif';
  return riff(head, 'WEBP') ? 'image/webp' : null;
}

const riff = (head: Uint8Array, form: string): boolean =>
  latin(head, 0, 4) === 'RIFF' && latin(head, 8, 12) === form;

function sound(head: Uint8Array): string | null {
  if (latin(head, 0, 4) === 'OggS') return 'audio/ogg';
  if (riff(head, 'WAVE')) return 'audio/wav';
  if (/^#!AMR(-WB)?\n/.test(latin(head, 0, 9))) return 'audio/amr';
  if (latin(head, 0, 3) === 'ID3') return 'audio/mpeg';
  return adts(head) ?? mpegFrame(head);
}

/** ISO/IEC 13818-7: twelve bits of sync, layer 00. */
const adts = (head: Uint8Array): string | null =>
  head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0 ? 'audio/aac' : null;

/** ISO/IEC 11172-3 layer III: sync, layer 01, no reserved bit rate or sampling rate. */
function mpegFrame(head: Uint8Array): string | null {
  const [sync, kind = 0, rates = 0] = head;
  const layer3 = sync === 0xff && (kind & 0xe0) === 0xe0 && (kind & 0x06) === 0x02;
  return layer3 && rates >> 4 !== 0x0f && ((rates >> 2) & 3) !== 3 ? 'audio/mpeg' : null;
}

/** Brands of the ISO base media format (ISO/IEC 14496-12, `ftyp`). */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^(heic|heix|hevc|hevx|mif1|msf1)$/, 'image/heic'],
  [/^M4[AB] $/, 'audio/mp4'],
  [/^qt {2}$/, 'video/quicktime'],
  [/^3g[2pr]/, 'video/3gpp'],
  [/^(mp4[12]|isom|iso[2-9]|avc1|M4V |MSNV|dash|mmp4)$/, 'video/mp4'],
];

function isoMedia(head: Uint8Array): string | null {
  if (begins(head, 0x1a, 0x45, 0xdf, 0xa3) && latin(head, 0, 64).includes('webm')) return 'video/webm';
  if (latin(head, 4, 8) !== 'ftyp') return null;
  const brand = latin(head, 8, 12);
  return BRANDS.find(([pattern]) => pattern.test(brand))?.[1] ?? null;
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const OPEN_TEXT = 'application/vnd.oasis.opendocument.text';

/** Of the many things in a ZIP only a text document of an office is taken. */
function document(head: Uint8Array): string | null {
  if (latin(head, 0, 5) === '%PDF-') return 'application/pdf';
  if (!begins(head, 0x50, 0x4b, 0x03, 0x04)) return null;
  if (latin(head, 30, 38 + OPEN_TEXT.length) === `mimetype${OPEN_TEXT}`) return OPEN_TEXT;
  const names = latin(head, 0, HEAD_BYTES);
  return names.includes('[Content_Types].xml') && names.includes('word/') ? WORD : null;
}
