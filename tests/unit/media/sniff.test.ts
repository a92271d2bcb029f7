import { describe, expect, test } from '@jest/globals';
import { kindOf } from '../../../src/domain/evidence.js';
import { sniff } from '../../../src/engine/media/sniff.js';
import { JPEG, PNG, WEBP } from '../../fixtures/images.js';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const ftyp = (brand: string): Buffer => latin(`\0\0\0\x20ftyp${brand}\0\0\0\0`);
/** A ZIP's first local headers (APPNOTE 4.3.7), as far as names show. */
const zip = (...names: readonly string[]): Buffer =>
  Buffer.concat(
    names.map((name) => {
      const head = Buffer.alloc(30);
      head.write('PK\x03\x04', 'latin1');
      head.writeUInt16LE(name.length, 26);
      return Buffer.concat([head, latin(name)]);
    }),
  );

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('type by content', () => {
  test.each([
    ['image/jpeg', JPEG],
    ['image/png', PNG],
    ['image/webp', WEBP],
    ['image/gif', latin('GIF89a')],
    ['image/heic', ftyp('heic')],
    ['audio/ogg', latin('OggS\0\x02')],
    ['audio/mpeg', latin('ID3\x04')],
    ['audio/mpeg', Buffer.from([0xff, 0xfb, 0x90, 0x64])],
    ['audio/aac', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
    ['audio/amr', latin('#!AMR\n<')],
    ['audio/mp4', ftyp('M4A ')],
    ['audio/wav', latin('RIFF\x24\0\0\0WAVEfmt ')],
    ['video/mp4', ftyp('isom')],
    ['video/3gpp', ftyp('3gp5')],
    ['video/quicktime', ftyp('qt  ')],
    ['video/webm', latin('\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\x01\x42\x82\x84webm')],
    ['application/pdf', latin('%PDF-1.7\n')],
    [WORD, zip('[Content_Types].xml', '_rels/.rels', 'word/document.xml')],
    [
      'application/vnd.oasis.opendocument.text',
      latin(`PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.text`),
    ],
  ])('%s', (type, head) => {
    expect(sniff(head)).toBe(type);
    expect(kindOf(type)).not.toBeNull();
  });

  test.each([
    ['a program', latin('MZ\x90\0')],
    ['a script', latin('#!/bin/sh\n')],
    ['a page', latin('<!doctype html><script>alert(1)</script>')],
    ['a drawing that can hold scripts', latin('<?xml version="1.0"?><svg/>')],
    ['a ZIP of anything', zip('fotos/1.jpg')],
    ['a workbook', zip('[Content_Types].xml', 'xl/workbook.xml')],
    ['a video of another family', latin('\x1a\x45\xdf\xa3\x42\x82\x88matroska')],
    ['words', latin('hola')],
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
  ])('%s is not taken', (_what, head) => {
    expect(sniff(head)).toBeNull();
  });
});
