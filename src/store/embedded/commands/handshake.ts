import { hostname } from 'node:os';
import { type Doc, UtcDate, type Value } from '../bson/value.js';
import { MAX_DOCUMENT_BYTES } from '../engine/document-size.js';
import { MAX_MESSAGE_BYTES } from '../wire/message.js';
import type { Handler } from './command.js';
import { reply } from './command.js';
import { MAX_BATCH } from './insert.js';

/** The MongoDB whose behaviour this store follows, and the wire versions of it. */
const VERSION = [8, 0, 0];
const MAX_WIRE_VERSION = 25;

/** `hello` and its older names. A standalone server: no replica set, so no transactions and no change streams. */
export const hello =
  (primary: 'isWritablePrimary' | 'ismaster'): Handler =>
  (store, { connectionId, request }) => {
    const fields: [string, Value][] = [
      [primary, true],
      ['maxBsonObjectSize', MAX_DOCUMENT_BYTES],
      ['maxMessageSizeBytes', MAX_MESSAGE_BYTES],
      ['maxWriteBatchSize', MAX_BATCH],
      ['localTime', new UtcDate(BigInt(store.now()))],
      ['logicalSessionTimeoutMinutes', 30],
      ['connectionId', connectionId],
      ['minWireVersion', 0],
      ['maxWireVersion', MAX_WIRE_VERSION],
      ['readOnly', false],
    ];
    if (request.body.get('helloOk') === true) fields.unshift(['helloOk', true]);
    return reply(fields);
  };

/** Commands that succeed and do nothing: ping, endSessions, … */
export const nothing: Handler = () => reply([]);

export const buildInfo: Handler = () =>
  reply([
    ['version', VERSION.join('.')],
    ['versionArray', [...VERSION, 0]],
    ['modules', []],
    ['gitVersion', 'embedded'],
    ['javascriptEngine', 'none'],
    ['bits', 64],
    ['debug', false],
    ['maxBsonObjectSize', MAX_DOCUMENT_BYTES],
    ['storageEngines', ['embedded']],
  ]);

export const connectionStatus: Handler = () =>
  reply([
    [
      'authInfo',
      new Map<string, Value>([
        ['authenticatedUsers', []],
        ['authenticatedUserRoles', []],
      ]),
    ],
  ]);

export const serverStatus: Handler = (store) =>
  reply([
    ['host', hostname()],
    ['version', VERSION.join('.')],
    ['process', 'sigesi-embedded-store'],
    ['pid', BigInt(process.pid)],
    ['uptime', Math.floor((store.now() - store.startedAt) / 1000)],
    ['localTime', new UtcDate(BigInt(store.now()))],
    [
      'storageEngine',
      new Map<string, Value>([
        ['name', 'embedded'],
        ['persistent', true],
      ]),
    ],
  ]);

export const startSession: Handler = (): Doc => reply([['timeoutMinutes', 30]]);
