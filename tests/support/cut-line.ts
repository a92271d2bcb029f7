import { createConnection, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A line to a server that can be cut: from then on, whatever is sent ends the connection instead of arriving. */
export class CutLine {
  isCut = false;
  readonly #open = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  readonly #target: number;

  constructor(target: number) {
    this.#target = target;
  }

  async open(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #join(near: Socket): void {
    const far = createConnection(this.#target, '127.0.0.1');
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket)).on('error', end);
      socket.once('close', end);
    }
    near.on('data', (data) => (this.isCut ? end() : far.write(data)));
    far.on('data', (data) => near.write(data));
  }
}
