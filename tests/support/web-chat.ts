import { randomBytes } from 'node:crypto';
import type { Message, Reply } from '../../src/domain/message.js';
import { Origins } from '../../src/channels/web-chat/origins.js';
import { directLineRoutes } from '../../src/channels/web-chat/routes.js';
import { streamRoute } from '../../src/channels/web-chat/stream.js';
import { WebChatChannel } from '../../src/channels/web-chat/web-chat.js';
import { startHttp } from '../../src/http/server.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Route } from '../../src/ports/http.js';
import { Problem } from '../../src/problem.js';
import { type MemoryMedia, memoryIntake } from './memory-media.js';
import { MemoryActivityLog } from './memory-activity-log.js';
import { realClock, realIds } from './real.js';

export interface WebChatServer {
  readonly channel: WebChatChannel;
  readonly log: MemoryActivityLog;
  readonly url: string;
  /** What was handed in, once per id. */
  readonly received: Message[];
  /** True: messages cannot be stored. */
  refuse: boolean;
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly media?: MemoryMedia;
  /** Limits of files, by the names of the environment. */
  readonly mediaLimits?: Record<string, string>;
  readonly origins?: readonly string[];
  readonly routes?: (channel: WebChatChannel, clock: Clock) => readonly Route[];
}

/** A web chat that is listening and not started: whoever takes it gives it its Receive. */
export async function openWebChat(
  options: ServeOptions = {},
): Promise<Pick<WebChatServer, 'channel' | 'log' | 'url' | 'stop'>> {
  const log = new MemoryActivityLog();
  const clock = realClock;
  const channel = new WebChatChannel({
    log,
    clock,
    ids: realIds,
    key: randomBytes(32),
    locales: ['es-CO', 'es-CO-x-facil'],
    media: memoryIntake(options.media, options.mediaLimits),
  });
  const origins = new Origins(options.origins ?? []);
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    routes: [...directLineRoutes({ channel, origins }), ...(options.routes?.(channel, clock) ?? [])],
    upgrades: [streamRoute({ channel, origins, clock })],
    onError: () => {},
  });
  const stop = async (): Promise<void> => {
    await channel.stop();
    await http.stop();
  };
  return { channel, log, url: `http://127.0.0.1:${http.port}`, stop };
}

/** A served web chat whose turns are `answer`; no store, no understanding. */
export async function serveWebChat(
  answer: (message: Message) => readonly Omit<Reply, 'key'>[],
  options: ServeOptions = {},
): Promise<WebChatServer> {
  const received: Message[] = [];
  const server = { ...(await openWebChat(options)), received, refuse: false };
  const { channel } = server;
  await channel.start(async (message) => {
    if (server.refuse) throw new Problem('store_away', 'the store does not answer', { retryable: true });
    if (received.some((it) => it.id === message.id)) return;
    received.push(message);
    void sendAll(channel, message, answer(message));
  });
  return server;
}

async function sendAll(
  channel: WebChatChannel,
  message: Message,
  replies: readonly Omit<Reply, 'key'>[],
): Promise<void> {
  for (const [index, reply] of replies.entries()) {
    const id = `${message.id}:${index}`;
    await channel
      .send({ id, address: message.address, reply: { key: 'test:reply', ...reply }, inReplyTo: message.id })
      .catch(() => {});
  }
}
