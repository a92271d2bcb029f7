import type {
  AuthenticationCreds,
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStore,
} from '@whiskeysockets/baileys';
import type { Baileys } from './baileys.js';
import type { KeyBook } from './key-book.js';

const CREDS = 'creds';

export interface AuthState {
  readonly creds: AuthenticationCreds;
  readonly keys: SignalKeyStore;
  /** Writes the credentials as they are now. */
  save(): Promise<void>;
}

/**
 * Credentials and keys as Baileys wants them, over the store.
 * @param selfJid tests only: a number that counts as linked where nothing is stored yet.
 */
export async function openAuthState(baileys: Baileys, book: KeyBook, selfJid?: string): Promise<AuthState> {
  const { BufferJSON, initAuthCreds, proto } = baileys;
  const stored = (await book.read([CREDS])).get(CREDS);
  const creds: AuthenticationCreds = stored
    ? (JSON.parse(stored, BufferJSON.reviver) as AuthenticationCreds)
    : { ...initAuthCreds(), ...(selfJid ? { me: { id: selfJid }, registered: true } : {}) };

  const reviveKey = <T extends keyof SignalDataTypeMap>(type: T, json: string): SignalDataTypeMap[T] => {
    const value = JSON.parse(json, BufferJSON.reviver);
    if (type !== 'app-state-sync-key') return value;
    return proto.Message.AppStateSyncKeyData.fromObject(value) as unknown as SignalDataTypeMap[T];
  };

  const keys: SignalKeyStore = {
    get: async (type, ids) => {
      const values = await book.read(ids.map((id) => `${type}:${id}`));
      const found: { [id: string]: SignalDataTypeMap[typeof type] } = {};
      for (const id of ids) {
        const json = values.get(`${type}:${id}`);
        if (json !== undefined) found[id] = reviveKey(type, json);
      }
      return found;
    },
    set: async (data: SignalDataSet) => {
      const changes = new Map<string, string | null>();
      for (const [type, values] of Object.entries(data)) {
        for (const [id, value] of Object.entries(values ?? {})) {
          changes.set(
            `${type}:${id}`,
            value === null || value === undefined ? null : JSON.stringify(value, BufferJSON.replacer),
          );
        }
      }
      if (changes.size > 0) await book.write(changes);
    },
  };

  return {
    creds,
    keys,
    save: () => book.write(new Map([[CREDS, JSON.stringify(creds, BufferJSON.replacer)]])),
  };
}
