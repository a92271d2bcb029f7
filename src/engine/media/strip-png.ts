import { malformed } from './malformed.js';

/** Chunks that the picture is made of or looks different without (PNG, third edition, 5 and 11); animation included. */
const KEPT = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT'.split(' '),
);

/**
 * A PNG without text, times, EXIF and whatever stands behind its end; the coded picture is copied bit for bit.
 * @throws Problem `media.malformed`
 */
export function stripPng(source: Buffer): Buffer {
  const kept: Buffer[] = [source.subarray(0, 8)];
  for (let at = 8; at + 12 <= source.length; ) {
    const name = source.toString('latin1', at + 4, at + 8);
    const end = at + 12 + source.readUInt32BE(at);
    if (end > source.length) throw malformed();
    if (KEPT.has(name)) kept.push(source.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  throw malformed();
}
