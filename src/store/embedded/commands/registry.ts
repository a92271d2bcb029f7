import {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  renameCollection,
  validate,
} from './collections.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import type { Handler } from './command.js';
import { bulkWrite } from './bulk-write.js';
import { deleteCommand } from './delete.js';
import { findAndModify } from './find-and-modify.js';
import { find, getMore, killCursors } from './find.js';
import { buildInfo, connectionStatus, hello, nothing, serverStatus } from './handshake.js';
import { insert } from './insert.js';
import { update } from './update.js';
import { aggregate } from './aggregate.js';
import { count, distinct } from './count.js';

/** Every command that is built, by the names clients use. */
export const COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['hello', hello('isWritablePrimary')],
  ['isMaster', hello('ismaster')],
  ['ismaster', hello('ismaster')],
  ['ping', nothing],
  ['endSessions', nothing],
  ['refreshSessions', nothing],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['connectionStatus', connectionStatus],
  ['serverStatus', serverStatus],
  ['insert', insert],
  ['update', update],
  ['delete', deleteCommand],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['aggregate', aggregate],
  ['count', count],
  ['distinct', distinct],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listCollections', listCollections],
  ['listDatabases', listDatabases],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['renameCollection', renameCollection],
  ['validate', validate],
  ['bulkWrite', bulkWrite],
]);
