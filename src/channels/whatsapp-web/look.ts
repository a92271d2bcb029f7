import type {
  AuthenticationCreds,
  BinaryNode,
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStore,
  SignalKeyStoreWithTransaction,
  WAMessage,
} from '@whiskeysockets/baileys';
import type { Baileys } from './baileys.js';
import { quiet } from './quiet.js';

/**
 * Reads a message stanza without touching a key: decrypts it over a copy whose changes are thrown away. Baileys sends
 * its receipt before it tells anybody of a message; whoever has looked first can store the message before Baileys sees
 * the stanza at all, and Baileys then decrypts it as if nothing had been.
 *
 * @returns the message; without content where it cannot be read (Baileys will then ask for it again).
 * @throws what `keys` throws, e.g. a retryable Problem while the store is away.
 */
export async function look(
  baileys: Baileys,
  creds: AuthenticationCreds,
  keys: SignalKeyStore,
  stanza: BinaryNode,
): Promise<WAMessage> {
  const copy = throwaway(keys);
  const repository = baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository(
    { creds, keys: copy.keys },
    quiet,
    async () => [],
  );
  try {
    const me = creds.me;
    const node = baileys.decryptMessageNode(stanza, me?.id ?? '', me?.lid ?? '', repository, quiet);
    await learnAlt(baileys, repository, node.fullMessage);
    await node.decrypt();
    if (copy.failure !== undefined) throw copy.failure;
    return node.fullMessage;
  } finally {
    repository.close?.();
  }
}

/** A person who wrote from their number and now writes from their LID has their session under the number: it has to be
 * moved before the message can be read, as Baileys does when it handles the stanza. */
async function learnAlt(
  baileys: Baileys,
  repository: ReturnType<Baileys['DEFAULT_CONNECTION_CONFIG']['makeSignalRepository']>,
  { key }: WAMessage,
): Promise<void> {
  const { remoteJid, remoteJidAlt } = key;
  if (!remoteJid || !remoteJidAlt) return;
  const [lid, pn] = baileys.isLidUser(remoteJidAlt) ? [remoteJidAlt, remoteJid] : [remoteJid, remoteJidAlt];
  await repository.lidMapping.storeLIDPNMappings([{ lid, pn }]);
  await repository.migrateSession(pn, lid);
}

interface Copy {
  readonly keys: SignalKeyStoreWithTransaction;
  /** What reading threw, if it did: decrypting would only say that the message cannot be read. */
  readonly failure: unknown;
}

function throwaway(keys: SignalKeyStore): Copy {
  const changed = new Map<string, unknown>();
  let failure: unknown;
  const get = async <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
    const found: { [id: string]: SignalDataTypeMap[T] } = {};
    const rest = ids.filter((id) => !changed.has(`${type}:${id}`));
    try {
      if (rest.length > 0) Object.assign(found, await keys.get(type, rest));
    } catch (error) {
      failure = error;
      throw error;
    }
    for (const id of ids) {
      const value = changed.get(`${type}:${id}`);
      if (value !== undefined && value !== null) found[id] = value as SignalDataTypeMap[T];
    }
    return found;
  };
  const set = async (data: SignalDataSet): Promise<void> => {
    for (const [type, values] of Object.entries(data)) {
      for (const [id, value] of Object.entries(values ?? {})) changed.set(`${type}:${id}`, value ?? null);
    }
  };
  return {
    keys: { get, set, isInTransaction: () => true, transaction: (work) => work() },
    get failure() {
      return failure;
    },
  };
}
