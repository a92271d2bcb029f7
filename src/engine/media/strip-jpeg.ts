import { malformed } from './malformed.js';

const SOS = 0xda;
const EOI = 0xd9;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;
const ORIENTATION = 0x0112;

/**
 * A JPEG (ITU-T T.81) without what tells where, when and with what it was taken: EXIF, XMP, IPTC, comments, thumbnails
 * and whatever stands behind its end. The coded picture is copied bit for bit; of EXIF only the orientation stays, or
 * the picture would lie on its side.
 * @throws Problem `media.malformed`
 */
export function stripJpeg(source: Buffer): Buffer {
  if (source.readUInt16BE(0) !== 0xffd8) throw malformed();
  const kept: Buffer[] = [source.subarray(0, 2)];
  let at = 2;
  while (at < source.length) {
    if (source[at] !== 0xff) throw malformed();
    const marker = source[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) return Buffer.concat([...kept, source.subarray(at, at + 2)]);
    if (at + 4 > source.length) throw malformed();
    const end = at + 2 + source.readUInt16BE(at + 2);
    if (end > source.length || end < at + 4) throw malformed();
    const segment = source.subarray(at, end);
    const stays = keptSegment(marker, segment);
    if (stays) kept.push(stays);
    at = marker === SOS ? endOfScan(source, end) : end;
    if (marker === SOS) kept.push(source.subarray(end, at));
  }
  throw malformed();
}

/** Coded data goes on until a marker that is neither a stuffed byte nor a restart. */
function endOfScan(source: Buffer, from: number): number {
  for (let at = source.indexOf(0xff, from); at >= 0; at = source.indexOf(0xff, at + 1)) {
    const next = source[at + 1];
    if (next === undefined) break;
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw malformed();
}

function keptSegment(marker: number, segment: Buffer): Buffer | null {
  if (marker === APP0)
    return segment.toString('latin1', 4, 9) === 'JFIF\0' ? withoutThumbnail(segment) : null;
  if (marker === APP1) return orientationOnly(segment);
  if (marker === APP2) return segment.toString('latin1', 4, 16) === 'ICC_PROFILE\0' ? segment : null;
  // Adobe's says how the colours are coded.
  if (marker === APP14) return segment.toString('latin1', 4, 9) === 'Adobe' ? segment : null;
  if ((marker > APP2 && marker <= APP15) || marker === COMMENT) return null;
  return segment;
}

function withoutThumbnail(segment: Buffer): Buffer | null {
  if (segment.length < 18) return null;
  const head = Buffer.from(segment.subarray(0, 18));
  head.writeUInt16BE(16, 2);
  head.writeUInt16BE(0, 16);
  return head;
}

/** A new EXIF segment that holds the orientation and nothing else; null where there is none to keep. */
function orientationOnly(segment: Buffer): Buffer | null {
  const orientation =
    segment.toString('latin1', 4, 10) === 'Exif\0\0' ? orientationOf(segment.subarray(10)) : 1;
  if (orientation < 2 || orientation > 8) return null;
  const exif = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000000000000000000', 'hex');
  exif.writeUInt16LE(orientation, 28);
  return exif;
}

/** TIFF 6.0, first directory. 1 (upright) where it cannot be read. */
function orientationOf(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const directory = tiff.length < 8 ? 0 : little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const entries = short(directory);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > tiff.length) return 1;
    if (short(entry) === ORIENTATION) return short(entry + 8);
  }
  return 1;
}
