import type { Socket } from 'node:net';
import type { Doc } from '../bson/value.js';
import { messageLength, type Request, readRequest, writeReply } from './message.js';

/** Answers a request; resolves once the answer may be sent. It never rejects. */
export type Answer = (request: Request, connectionId: number) => Promise<Doc> | Doc;

let replies = 0;

/** One client: reads its messages in order and answers each before the next. */
export class Connection {
  private chunks: Buffer[] = [];
  private bytes = 0;
  private wanted = 4;
  private readonly waiting: Request[] = [];
  private busy = false;

  constructor(
    readonly id: number,
    private readonly socket: Socket,
    private readonly answer: Answer,
  ) {
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('error', () => socket.destroy());
  }

  close(): void {
    this.socket.destroy();
  }

  private whenDrained(resolve: () => void): void {
    const done = (): void => {
      this.socket.off('drain', done).off('close', done);
      resolve();
    };
    this.socket.on('drain', done).on('close', done);
  }

  private receive(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes < this.wanted) return;
    try {
      this.split(this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks));
    } catch {
      // What follows a message that cannot be read cannot be trusted either.
      this.socket.destroy();
      return;
    }
    if (!this.busy) void this.work();
  }

  private split(received: Buffer): void {
    let rest = received;
    for (;;) {
      const length = messageLength(rest);
      if (length === undefined || rest.length < length) {
        this.chunks = rest.length > 0 ? [rest] : [];
        this.bytes = rest.length;
        this.wanted = length ?? 4;
        return;
      }
      this.waiting.push(readRequest(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let request = this.waiting.shift(); request; request = this.waiting.shift()) {
      const reply = this.answer(request, this.id);
      const doc = reply instanceof Promise ? await reply : reply;
      if (this.socket.destroyed) break;
      if (request.silent) continue;
      const taken = this.socket.write(writeReply(request, ++replies, doc));
      // A client that does not read gets no further answers made for it.
      if (!taken) await new Promise<void>((resolve) => this.whenDrained(resolve));
    }
    this.busy = false;
  }
}
