import { malformed } from './malformed.js';

const KEPT = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Bits of VP8X that announce EXIF and XMP (RFC 9649, 2.7.1). */
const METADATA_BITS = 0x08 | 0x04;

/**
 * A WebP (RFC 9649) without EXIF, XMP and chunks nobody knows; the coded picture is copied bit for bit.
 * @throws Problem `media.malformed`
 */
export function stripWebp(source: Buffer): Buffer {
  if (source.length < 20) throw malformed();
  const whole = 8 + source.readUInt32LE(4);
  if (whole > source.length + 1) throw malformed();
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= Math.min(whole, source.length); ) {
    const name = source.toString('latin1', at, at + 4);
    const size = source.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > source.length) throw malformed();
    if (KEPT.has(name))
      kept.push(name === 'VP8X' ? withoutMetadata(source, at, end) : source.subarray(at, end));
    at = end;
  }
  if (kept.length === 0) throw malformed();
  const body = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

function withoutMetadata(source: Buffer, at: number, end: number): Buffer {
  const chunk = Buffer.from(source.subarray(at, end));
  chunk[8] = (chunk[8] ?? 0) & ~METADATA_BITS;
  return chunk;
}
