import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AuthenticationCreds, BinaryNode, SignalDataSet, SignalKeyStore } from '@whiskeysockets/baileys';
import { type Baileys, keepKeysOutOf, loadBaileys } from '../../../src/channels/whatsapp-web/baileys.js';
import { look } from '../../../src/channels/whatsapp-web/look.js';
import { quiet } from '../../../src/channels/whatsapp-web/quiet.js';
import { Problem } from '../../../src/problem.js';

const SERVICE = '573009999999@s.whatsapp.net';
const CITIZEN = '573000000001@s.whatsapp.net';
const LID = '99887766554433@lid';

let baileys: Baileys;
beforeAll(async () => {
  baileys = await loadBaileys();
});

/** Keys in memory that count every write and can be away. */
function memoryKeys() {
  const values = new Map<string, unknown>();
  const it = { writes: 0, away: false, keys: undefined as unknown as SignalKeyStore };
  it.keys = {
    get: async (type, ids) => {
      if (it.away) throw new Problem('store_away', 'away', { retryable: true });
      const found: Record<string, never> = {};
      for (const id of ids) {
        const value = values.get(`${type}:${id}`);
        if (value !== undefined) found[id] = structuredClone(value) as never;
      }
      return found;
    },
    set: async (data: SignalDataSet) => {
      it.writes += 1;
      for (const [type, entries] of Object.entries(data)) {
        for (const [id, value] of Object.entries(entries ?? {})) {
          if (value === null || value === undefined) values.delete(`${type}:${id}`);
          else values.set(`${type}:${id}`, value);
        }
      }
    },
  };
  return it;
}

function repositoryOf(creds: AuthenticationCreds, keys: SignalKeyStore) {
  const withTransactions = baileys.addTransactionCapability(keys, quiet, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 0,
  });
  return baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
    { creds, keys: withTransactions },
    quiet,
    async () => [],
  );
}

/** The service, and a citizen's phone that has a session with it. */
async function pair() {
  const memory = memoryKeys();
  const creds: AuthenticationCreds = { ...baileys.initAuthCreds(), me: { id: SERVICE } };
  const preKey = baileys.Curve.generateKeyPair();
  await memory.keys.set({ 'pre-key': { '5': preKey } });
  const phone = repositoryOf(baileys.initAuthCreds(), memoryKeys().keys);
  await phone.injectE2ESession({
    jid: SERVICE,
    session: {
      registrationId: creds.registrationId,
      identityKey: baileys.generateSignalPubKey(creds.signedIdentityKey.public),
      signedPreKey: {
        keyId: creds.signedPreKey.keyId,
        publicKey: baileys.generateSignalPubKey(creds.signedPreKey.keyPair.public),
        signature: creds.signedPreKey.signature,
      },
      preKey: { keyId: 5, publicKey: baileys.generateSignalPubKey(preKey.public) },
    },
  });
  const service = repositoryOf(creds, memory.keys);
  const write = async (text: string, id: string, attrs: Record<string, string> = {}): Promise<BinaryNode> => {
    const data = baileys.encodeWAMessage({ conversation: text });
    const { type, ciphertext } = await phone.encryptMessage({ jid: SERVICE, data });
    return {
      tag: 'message',
      attrs: { from: CITIZEN, id, t: '1700000000', ...attrs },
      content: [{ tag: 'enc', attrs: { v: '2', type }, content: ciphertext }],
    };
  };
  /** What Baileys does with the stanza afterwards. */
  const handle = async (stanza: BinaryNode): Promise<string | null | undefined> => {
    const { fullMessage, decrypt } = baileys.decryptMessageNode(stanza, SERVICE, '', service, quiet);
    const { remoteJid, remoteJidAlt } = fullMessage.key;
    if (remoteJid?.endsWith('@lid') && remoteJidAlt) {
      await service.lidMapping.storeLIDPNMappings([{ lid: remoteJid, pn: remoteJidAlt }]);
      await service.migrateSession(remoteJidAlt, remoteJid);
    }
    await decrypt();
    return fullMessage.message?.conversation;
  };
  memory.writes = 0;
  return {
    memory,
    creds,
    write,
    handle,
    looked: (stanza: BinaryNode) => look(baileys, creds, memory.keys, stanza),
  };
}

describe('looking at an encrypted message before Baileys handles it', () => {
  test('reads it, changes no key, and can be done again; Baileys then reads it too', async () => {
    const { memory, write, handle, looked } = await pair();
    const stanza = await write('hola', 'A1');
    for (const time of [1, 2]) {
      const message = await looked(stanza);
      expect([time, message.key.id, message.key.remoteJid, message.message?.conversation]).toEqual([
        time,
        'A1',
        CITIZEN,
        'hola',
      ]);
    }
    expect(memory.writes).toBe(0);
    expect(await handle(stanza)).toBe('hola');
    expect(memory.writes).toBeGreaterThan(0);
  });

  test('reads a later message while an earlier one still waits', async () => {
    const { write, handle, looked } = await pair();
    const first = await write('uno', 'A1');
    const second = await write('me va a matar', 'A2');
    expect((await looked(second)).message?.conversation).toBe('me va a matar');
    expect((await looked(first)).message?.conversation).toBe('uno');
    expect([await handle(first), await handle(second)]).toEqual(['uno', 'me va a matar']);
  });

  test('reads the first message from a LID whose session stands under the number', async () => {
    const { memory, write, handle, looked } = await pair();
    await handle(await write('desde el número', 'A1'));
    await memory.keys.set({ 'device-list': { '573000000001': ['0'] } });
    memory.writes = 0;
    const stanza = await write('desde el LID', 'A2', {
      from: LID,
      sender_pn: CITIZEN,
      addressing_mode: 'lid',
    });
    const message = await looked(stanza);
    expect([message.key.remoteJid, message.key.remoteJidAlt, message.message?.conversation]).toEqual([
      LID,
      CITIZEN,
      'desde el LID',
    ]);
    expect(memory.writes).toBe(0);
    expect(await handle(stanza)).toBe('desde el LID');
  });

  test('says nothing of what it cannot read, so that Baileys asks for it again', async () => {
    const { write, handle, looked } = await pair();
    const stanza = await write('hola', 'A1');
    await handle(stanza);
    await handle(await write('otra', 'A2'));
    expect((await looked(stanza)).message ?? undefined).toBeUndefined();
  });

  test('tells that the store is away instead of that the message cannot be read', async () => {
    const { memory, write, looked } = await pair();
    const stanza = await write('hola', 'A1');
    memory.away = true;
    await expect(looked(stanza)).rejects.toMatchObject({ code: 'store_away', retryable: true });
  });
});

describe('the console', () => {
  test('gets no keys from libsignal, and everything else as before', () => {
    class SessionEntry {
      readonly privKey = 'secret';
    }
    const printed: unknown[][] = [];
    const print = (...words: unknown[]): void => void printed.push(words);
    const printing = { info: print, warn: print, error: print };
    keepKeysOutOf(printing);
    printing.info('Closing session:', new SessionEntry());
    printing.warn('something new:', new SessionEntry());
    printing.error('Session error:Error: Bad MAC', 'stack');
    printing.info('anything else', 1);
    printing.warn(null);
    expect(printed).toEqual([['anything else', 1], [null]]);
  });
});
