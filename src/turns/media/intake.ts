import { createHash } from 'node:crypto';
import { kindOf, type MediaKind } from '../../domain/evidence.js';
import type { MediaReference, MediaRefusal } from '../../domain/message.js';
import { HEAD_BYTES, sniff } from '../../engine/media/sniff.js';
import type { Keyring } from '../../engine/sealing/keyring.js';
import { newMediaSealer } from '../../engine/sealing/media-sealer.js';
import { pseudonym } from '../../engine/sealing/pseudonym.js';
import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import type { IncomingMedia, MediaIntake, MediaStore, StoredMedia, TakenMedia } from '../../ports/media.js';
import { pieces } from './pieces.js';

/** How much is taken. */
export interface MediaLimits {
  /** Largest file of each kind, bytes. */
  readonly bytes: Readonly<Record<MediaKind, number>>;
  /** Files that a conversation may have given and that belong to no case yet. */
  readonly files: number;
  /** Bytes that all conversations together may have given so, so that nobody fills the disk. */
  readonly held: number;
}

export interface MediaIntakeParts {
  readonly store: MediaStore;
  readonly ring: Keyring;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly limits: MediaLimits;
  readonly conversationOf: (channel: string, address: string) => string;
}

/**
 * Takes files in: the type by content, then piece by piece sealed under a key of its own, with the SHA-256 of the
 * original. At most a few pieces of a file are in memory.
 */
export function createMediaIntake(parts: MediaIntakeParts): MediaIntake {
  const coming = new Map<string, Promise<TakenMedia>>();
  return {
    take: (incoming) => {
      const id = pseudonym(
        'media',
        `${incoming.channel}\n${incoming.address}\n${incoming.source}`,
        parts.ring,
      );
      const now = coming.get(id) ?? take(parts, id, incoming).finally(() => coming.delete(id));
      coming.set(id, now);
      return now;
    },
  };
}

async function take(parts: MediaIntakeParts, id: string, incoming: IncomingMedia): Promise<TakenMedia> {
  const known = await parts.store.find(id);
  if (known) return { media: referenceOf(known) };
  const conversation = parts.conversationOf(incoming.channel, incoming.address);
  const full = await refusedBefore(parts, conversation);
  if (full) return { refused: full };
  const file = parts.ids.next();
  try {
    const written = await write(parts, file, await incoming.open());
    const taken = isAnother(written, incoming.sha256) ? 'unavailable' : written;
    if (typeof taken === 'string') {
      await parts.store.abandon(file);
      return { refused: taken };
    }
    const at = parts.clock.now();
    const stands = await parts.store.commit({ ...taken, id, file, conversation, at, case: null });
    if (stands.file !== file) await parts.store.abandon(file);
    return { media: referenceOf(stands) };
  } catch (error) {
    await parts.store.abandon(file).catch(() => {});
    throw error;
  }
}

const isAnother = (written: Written | MediaRefusal, sha256: string | undefined): boolean =>
  typeof written !== 'string' && sha256 !== undefined && written.sha256 !== sha256;

async function refusedBefore(
  { store, limits }: MediaIntakeParts,
  conversation: string,
): Promise<MediaRefusal | null> {
  if ((await store.held(conversation)).files >= limits.files) return 'too_many';
  return (await store.held()).bytes >= limits.held ? 'full' : null;
}

type Written = Pick<StoredMedia, 'type' | 'bytes' | 'sha256' | 'pieces' | 'key'>;

async function write(
  { store, ring, ids, clock, limits }: MediaIntakeParts,
  file: string,
  source: AsyncIterable<Uint8Array>,
): Promise<Written | MediaRefusal> {
  const sealer = newMediaSealer(file, ring, ids.bytes);
  const hash = createHash('sha256');
  let [type, most, bytes, count]: [string | null, number, number, number] = [null, 0, 0, 0];
  for await (const piece of pieces(source)) {
    if (type === null) {
      type = sniff(piece.subarray(0, HEAD_BYTES));
      const kind = type === null ? null : kindOf(type);
      if (kind === null) return 'type';
      most = limits.bytes[kind];
    }
    bytes += piece.length;
    if (bytes > most) return 'too_large';
    hash.update(piece);
    await store.write(file, count, sealer.seal(count, piece), clock.now());
    count += 1;
  }
  if (type === null) return 'empty';
  return { type, bytes, sha256: hash.digest('hex'), pieces: count, key: sealer.wrappedKey };
}

const referenceOf = ({ id, type, bytes, sha256 }: MediaReference): MediaReference => ({
  id,
  type,
  bytes,
  sha256,
});
