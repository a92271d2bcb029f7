import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

/** What is used here of the driver's connection (mongodb 7.8, lib/cmap/connection.js). */
interface DriverConnection {
  readonly socket: Socket;
  readonly closed: boolean;
  cleanup(error: Error): void;
}

const MENDED = Symbol('mended');

/**
 * Mends a defect of MongoDB's driver: a command that is written between the moment a socket is destroyed and its `close`
 * waits for a `drain` that never comes, without any timeout. A monitor that waits so never looks at the server again, and
 * the process takes the store for gone until it is restarted; an insert that waits so holds up all that come after it.
 * Whoever waits for a connection to drain is told when the connection ends.
 */
export function mendDriver(): void {
  // The copy of the driver that mongoose uses.
  const ofMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = ofMongoose('mongodb/lib/cmap/connection.js') as {
    Connection: { readonly prototype: DriverConnection & { [MENDED]?: true } };
  };
  const { prototype } = Connection;
  if (prototype[MENDED]) return;
  prototype[MENDED] = true;
  const { cleanup } = prototype;
  prototype.cleanup = function (error) {
    const wasClosed = this.closed;
    cleanup.call(this, error);
    if (!wasClosed && this.socket.listenerCount('drain') > 0) this.socket.emit('error', error);
  };
}
