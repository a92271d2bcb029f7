import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedWhatsAppServer, startWhatsAppServer } from '@openclaw/crabline';
import type { Connection } from 'mongoose';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { createSealer } from '../../src/engine/sealing/sealer.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Ids } from '../../src/ports/ids.js';
import { connectStore } from '../../src/store/connect.js';
import { hostStore } from '../../src/store/embedded/host.js';
import { createLeases } from '../../src/store/leases.js';
import { createSentMessages } from '../../src/store/sent-messages.js';
import { createWhatsappAddresses } from '../../src/store/whatsapp-addresses.js';
import { createWhatsappAuth } from '../../src/store/whatsapp-auth.js';

export const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const ids: Ids = {
  next: () => randomBytes(16).toString('base64url'),
  bytes: (length) => new Uint8Array(randomBytes(length)),
};

export const SECRET = new Uint8Array(32).fill(7);
export const ring = keyring(new Map([[1, SECRET]]));
export const sealer = createSealer(ring, (length) => ids.bytes(length));

/** The embedded store in this process, and what WhatsApp keeps in it. */
export async function openStore(now: () => number = Date.now) {
  const directory = mkdtempSync(join(tmpdir(), 'whatsapp-test-'));
  const hosted = await hostStore({ directory }, (error) => {
    throw error;
  });
  const connection = await connectStore(hosted.uri);
  return {
    directory,
    uri: hosted.uri,
    connection,
    ...portsOver(connection, now),
    stop: async () => {
      await connection.close();
      await hosted.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function portsOver(connection: Connection, now: () => number = Date.now) {
  return {
    auth: createWhatsappAuth(connection, sealer, ring),
    addresses: createWhatsappAddresses(connection, sealer, ring, now),
    sent: createSentMessages(connection, sealer, 'whatsapp', now),
    leases: createLeases(connection, now),
  };
}

export interface Seen {
  readonly id: string;
  readonly to: string;
  readonly text: string;
}

/** What the server notes of our side: a message it decrypted, a stanza, a post to its Cloud API. */
interface Recorded {
  readonly key?: { id: string; remoteJid: string };
  readonly message?: { conversation?: string };
  readonly tag?: string;
  readonly attrs?: Record<string, string>;
  readonly to?: string;
  readonly text?: { body: string };
}

/** A server that speaks WhatsApp Web's protocol, with what our side sent to it. */
export async function startWhatsapp(port?: number) {
  const directory = mkdtempSync(join(tmpdir(), 'whatsapp-server-'));
  const seen: Seen[] = [];
  const cloud: { to: string; text: string }[] = [];
  const stanzas: { tag: string; attrs: Record<string, string> }[] = [];
  let arrived: () => void = () => {};
  const server: StartedWhatsAppServer = await startWhatsAppServer({
    recorderPath: join(directory, 'record.jsonl'),
    /** The server shares this thread: it must not give up on a message while the service thinks. */
    messageAcceptanceTimeoutMs: 60_000,
    ...(port === undefined ? {} : { port }),
    onEvent: (event) => {
      const body = (event as { body?: unknown }).body as Recorded | undefined;
      if (body?.key)
        seen.push({ id: body.key.id, to: body.key.remoteJid, text: body.message?.conversation ?? '' });
      else if (body?.tag) stanzas.push({ tag: body.tag, attrs: body.attrs ?? {} });
      else if (body?.to && body.text) cloud.push({ to: body.to, text: body.text.body });
      arrived();
    },
  });
  const { manifest } = server;
  let next = 0;
  const arrive = async (from: string, said: object): Promise<void> => {
    next += 1;
    const response = await fetch(manifest.endpoints.adminInboundUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-crabline-admin-token': manifest.adminToken },
      body: JSON.stringify({ chatJid: from, senderJid: from, senderName: 'Citizen', ...said }),
    });
    if (!response.ok) throw new Error(`inbound ${next}: ${response.status} ${await response.text()}`);
  };
  return {
    url: manifest.endpoints.baileysWebSocketUrl,
    selfJid: manifest.selfJid,
    seen,
    stanzas,
    cloud: {
      apiUrl: manifest.endpoints.apiRoot,
      token: manifest.accessToken,
      phoneNumberId: manifest.phoneNumberId,
      sent: (): { to: string; text: string }[] => cloud,
    },
    /** A citizen writes. */
    write: (from: string, text: string) => arrive(from, { text }),
    /** A citizen sends a voice note. */
    speak: (from: string, voice: Buffer) => {
      const contentBase64 = voice.toString('base64');
      return arrive(from, { audio: { contentBase64, mimeType: 'audio/ogg', ptt: true } });
    },
    /** Resolves when `until` holds; asked after each thing our side sent. */
    when: async (until: () => boolean): Promise<void> => {
      while (!until()) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
    },
    stop: async (): Promise<void> => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const silent = { info: () => {}, warn: () => {}, error: () => {} };
