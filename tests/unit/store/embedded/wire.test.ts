import { describe, expect, test } from '@jest/globals';
import { decode } from '../../../../src/store/embedded/bson/decode.js';
import { encode } from '../../../../src/store/embedded/bson/encode.js';
import type { Doc, Value } from '../../../../src/store/embedded/bson/value.js';
import { crc32c } from '../../../../src/store/embedded/wire/crc32c.js';
import {
  documentsOf,
  messageLength,
  readRequest,
  writeReply,
} from '../../../../src/store/embedded/wire/message.js';

const doc = (fields: Record<string, Value>): Doc => new Map(Object.entries(fields));
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

const message = (opcode: number, body: Buffer, id = 7): Buffer =>
  Buffer.concat([int(16 + body.length), int(id), int(0), int(opcode), body]);

const command = encode(doc({ ping: 1, $db: 't' }));
const opMsg = (flags: number, ...sections: Buffer[]): Buffer =>
  message(2013, Buffer.concat([int(flags), ...sections]));
const body = (raw: Buffer): Buffer => Buffer.concat([Buffer.from([0]), raw]);

const sequence = (name: string, documents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents]);
  return Buffer.concat([Buffer.from([1]), int(4 + content.length), content]);
};

describe('the wire protocol', () => {
  test('the checksum is the one of RFC 3720', () => {
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  });

  test('OP_MSG gives the command, its documents from a sequence or an array, and whether a reply is wanted', () => {
    const one = encode(doc({ _id: 1 }));
    const insert = encode(doc({ insert: 'c', $db: 't' }));
    const inSequence = readRequest(opMsg(0, sequence('documents', [one, one]), body(insert)));
    expect([inSequence.name, inSequence.db, inSequence.silent, inSequence.id]).toEqual([
      'insert',
      't',
      false,
      7,
    ]);
    expect(documentsOf(inSequence, 'documents').map(decode)).toEqual([doc({ _id: 1 }), doc({ _id: 1 })]);
    const inArray = readRequest(
      opMsg(2, body(encode(doc({ insert: 'c', documents: [doc({ _id: 2 })], $db: 't' })))),
    );
    expect(inArray.silent).toBe(true);
    expect(documentsOf(inArray, 'documents').map(decode)).toEqual([doc({ _id: 2 })]);
  });

  test('a right checksum is taken and a wrong one refused', () => {
    const unsigned = Buffer.concat([opMsg(1, body(command)), Buffer.alloc(4)]);
    unsigned.writeInt32LE(unsigned.length, 0);
    unsigned.writeUInt32LE(crc32c(unsigned.subarray(0, -4)), unsigned.length - 4);
    expect(readRequest(unsigned).name).toBe('ping');
    unsigned.writeUInt32LE(1, unsigned.length - 4);
    expect(() => readRequest(unsigned)).toThrow('wrong checksum');
  });

  test('OP_QUERY carries the handshake and is answered with OP_REPLY', () => {
    const query = Buffer.concat([
      int(0),
      Buffer.from('admin.$cmd\0'),
      int(0),
      int(-1),
      encode(doc({ ismaster: 1 })),
    ]);
    const request = readRequest(message(2004, query));
    expect([request.name, request.db, request.legacy]).toEqual(['ismaster', 'admin', true]);
    const reply = writeReply(request, 3, doc({ ok: 1 }));
    expect([reply.readInt32LE(8), reply.readInt32LE(12), reply.readInt32LE(32)]).toEqual([7, 1, 1]);
    expect(decode(reply.subarray(36))).toEqual(doc({ ok: 1 }));
  });

  test.each([
    ['an unknown required flag', opMsg(4, body(command))],
    ['two bodies', opMsg(0, body(command), body(command))],
    ['no body', opMsg(0)],
    ['an unknown section', opMsg(0, Buffer.from([9]))],
    ['a document longer than its message', opMsg(0, Buffer.concat([Buffer.from([0]), int(99)]))],
    ['no database', opMsg(0, body(encode(doc({ ping: 1 }))))],
    ['an unknown opcode', message(2012, Buffer.alloc(9))],
    [
      'a query that is no command',
      message(2004, Buffer.concat([int(0), Buffer.from('t.c\0'), int(0), int(1), command])),
    ],
  ])('%s is refused', (_what, bytes) => {
    expect(() => readRequest(bytes)).toThrow();
  });

  test('a length that cannot be is refused before anything is kept', () => {
    expect(messageLength(Buffer.from([1, 2]))).toBeUndefined();
    expect(() => messageLength(int(15))).toThrow();
    expect(() => messageLength(int(48_000_001))).toThrow();
  });
});
