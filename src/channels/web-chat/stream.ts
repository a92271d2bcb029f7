import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { JsonObject } from '../../domain/json.js';
import type { Clock } from '../../ports/clock.js';
import type { UpgradeRoute } from '../../ports/http.js';
import type { Origins } from './origins.js';
import type { WebChatChannel } from './web-chat.js';

export const STREAM_PATH = /^\/v3\/directline\/conversations\/([\w-]+)\/stream$/;

/** Clients ping with an empty frame every 20 s or so; a socket that was silent this long is gone. */
const SILENT_MS = 120_000;
/** A client that reads slower than this much is cut; it comes back with its watermark. Bytes. */
const MAX_BUFFERED = 1024 * 1024;
const GOING_AWAY = 1001;
const TRY_AGAIN = 1013;

/** A watermark as Direct Line writes it: a number, or nothing or `-` for the beginning. */
export function readWatermark(value: string | null): number {
  const seq = Number(value ?? 0);
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}

export interface StreamParts {
  readonly channel: WebChatChannel;
  readonly origins: Origins;
  readonly clock: Clock;
}

/** The WebSocket on which a client receives `{activities, watermark}`. */
export function streamRoute(parts: StreamParts): UpgradeRoute {
  const server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });
  return {
    path: STREAM_PATH,
    accept: (request, socket, head) => {
      const opened = open(parts, request);
      if (typeof opened === 'number') return refuse(socket, opened);
      server.handleUpgrade(request, socket, head, (ws) => new Stream(parts, ws, opened).begin());
    },
  };
}

interface Opened {
  readonly conversation: string;
  readonly cursor: number;
}

function open({ channel, origins }: StreamParts, request: IncomingMessage): Opened | number {
  const url = new URL(request.url ?? '/', 'http://host');
  if (!origins.accepts(request.headers)) return 403;
  try {
    const { conversation } = channel.tokens.read(url.searchParams.get('t') ?? '');
    if (STREAM_PATH.exec(url.pathname)?.[1] !== conversation) return 404;
    return { conversation, cursor: readWatermark(url.searchParams.get('watermark')) };
  } catch {
    return 403;
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** One open window: catches up from the log, then follows. */
class Stream {
  readonly #parts: StreamParts;
  readonly #socket: WebSocket;
  readonly #conversation: string;
  #cursor: number;
  #reading = false;
  #readAgain = false;
  #heardAt: number;
  #cancelWatchdog = (): void => {};

  constructor(parts: StreamParts, socket: WebSocket, { conversation, cursor }: Opened) {
    this.#parts = parts;
    this.#socket = socket;
    this.#conversation = conversation;
    this.#cursor = cursor;
    this.#heardAt = parts.clock.now();
  }

  begin(): void {
    const stopWatching = this.#parts.channel.hub.watch(this.#conversation, {
      appended: (seq, activity) => this.#follow(seq, activity),
      passing: (activity) => this.#send({ activities: [activity] }),
      behind: () => void this.#catchUp(),
      ended: () => this.#socket.close(GOING_AWAY),
    });
    if (!stopWatching) return this.#socket.close(TRY_AGAIN);
    this.#socket.on('message', () => {
      this.#heardAt = this.#parts.clock.now();
      void this.#catchUp();
    });
    this.#socket.on('error', () => this.#socket.terminate());
    this.#socket.on('close', () => {
      stopWatching();
      this.#cancelWatchdog();
    });
    this.#watch();
    void this.#catchUp();
  }

  #follow(seq: number, activity: JsonObject): void {
    if (!this.#reading && seq === this.#cursor + 1) this.#advance([activity], seq);
    else if (seq > this.#cursor) void this.#catchUp();
  }

  /** Reads what the log has after the cursor; a store that is away is asked again at the client's next ping. */
  async #catchUp(): Promise<void> {
    this.#readAgain = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#readAgain && this.#socket.readyState === this.#socket.OPEN) {
        this.#readAgain = false;
        const rows = await this.#parts.channel.read(this.#conversation, this.#cursor);
        const last = rows.at(-1);
        if (!last) continue;
        this.#advance(
          rows.map((row) => row.activity),
          last.seq,
        );
        this.#readAgain = true;
      }
    } catch {
      this.#readAgain = false;
    } finally {
      this.#reading = false;
    }
  }

  #advance(activities: readonly JsonObject[], seq: number): void {
    this.#cursor = seq;
    this.#send({ activities, watermark: String(seq) });
  }

  #send(group: object): void {
    if (this.#socket.bufferedAmount > MAX_BUFFERED) return this.#socket.terminate();
    this.#socket.send(JSON.stringify(group), () => {});
  }

  #watch(): void {
    this.#cancelWatchdog = this.#parts.clock.after(SILENT_MS, () => {
      if (this.#parts.clock.now() - this.#heardAt >= SILENT_MS) this.#socket.terminate();
      else this.#watch();
    });
  }
}
