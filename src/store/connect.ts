import { type Connection, createConnection } from 'mongoose';
import { Problem } from '../problem.js';
import { mendDriver } from './driver-defect.js';
import { createIndexes, defineModels } from './models.js';

/** An open store, for those who build upon it. */
export type StoreConnection = Connection;

/**
 * Connects to MongoDB or to the embedded store; the same code path for both.
 * Writes are acknowledged by a majority and journalled, reads see only what is.
 * @throws Problem `store_unreachable`, retryable, without the address (it may hold a password).
 */
export async function connectStore(uri: string): Promise<Connection> {
  mendDriver();
  const connection = createConnection(uri, {
    serverSelectionTimeoutMS: 5_000,
    // A store that is back is noticed this soon.
    heartbeatFrequencyMS: 2_000,
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    maxPoolSize: 16,
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  });
  try {
    await connection.asPromise();
    defineModels(connection);
    await createIndexes(connection);
    return connection;
  } catch (cause) {
    await connection.close().catch(() => {});
    throw new Problem('store_unreachable', 'the store does not answer', { retryable: true, cause });
  }
}
