import { describe, expect, test } from '@jest/globals';
import { viewingCopy } from '../../../src/engine/media/viewing-copy.js';
import { JPEG, jpegWithPlace, PNG, pngWithPlace, WEBP, webpWithPlace } from '../../fixtures/images.js';

const TELLS = new RegExp(
  ['GPS', 'Exif', 'casa de Ana', 'xmpmeta', 'Photoshop', 'Comment', 'MM\0\\*'].join('|'),
);

describe('viewing copies', () => {
  test.each([
    ['image/jpeg', jpegWithPlace(), JPEG],
    ['image/png', pngWithPlace(), PNG],
    ['image/webp', webpWithPlace(), WEBP],
  ])('%s: what tells the place is gone, the picture is what it was, bit for bit', (type, given, clean) => {
    expect(given.toString('latin1')).toMatch(TELLS);
    const copy = viewingCopy(type, given);
    expect(copy?.toString('latin1')).not.toMatch(TELLS);
    expect(copy?.equals(clean)).toBe(true);
  });

  test('of EXIF the orientation stays, or the picture would lie on its side', () => {
    const copy = viewingCopy('image/jpeg', jpegWithPlace(6)) as Buffer;
    const [exif, end] = [20, 56];
    expect(copy.toString('latin1', exif + 4, exif + 10)).toBe('Exif\0\0');
    expect(copy.readUInt16LE(exif + 28)).toBe(6);
    expect(Buffer.concat([copy.subarray(0, exif), copy.subarray(end)]).equals(JPEG)).toBe(true);
    expect(copy.toString('latin1', exif, end)).not.toContain('\x88\x25');
  });

  test('a thumbnail inside the head goes', () => {
    const head = Buffer.from(JPEG.subarray(0, 20));
    head.writeUInt16BE(16 + 3, 4);
    head[18] = 1;
    head[19] = 1;
    const given = Buffer.concat([head, Buffer.from([1, 2, 3]), JPEG.subarray(20)]);
    expect(viewingCopy('image/jpeg', given)?.equals(JPEG)).toBe(true);
  });

  test.each([
    ['image/jpeg', JPEG],
    ['image/png', PNG],
    ['image/webp', WEBP],
  ])('%s that is cut short or damaged has none', (type, whole) => {
    for (const at of [12, 21, 30, whole.length - 20])
      expect(() => viewingCopy(type, whole.subarray(0, at))).toThrow(
        expect.objectContaining({ code: 'media.malformed' }),
      );
    const wild = Buffer.from(whole);
    wild.fill(0xff, 20, 40);
    try {
      viewingCopy(type, wild);
    } catch (error) {
      expect(error).toMatchObject({ code: 'media.malformed' });
    }
  });

  test('what is no picture that can be cleaned has none', () => {
    expect(viewingCopy('application/pdf', Buffer.from('%PDF-1.7'))).toBeNull();
    expect(viewingCopy('image/heic', Buffer.alloc(20))).toBeNull();
  });
});
