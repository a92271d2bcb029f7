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
import { type Place, Room, type RoomLimits } from './room.js';

/** How much is taken. */
export interface MediaLimits extends RoomLimits {
  /** Largest file of each kind, bytes. */
  readonly bytes: Readonly<Record<MediaKind, number>>;
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
  const room = new Room(parts.store, parts.limits, parts.clock);
  return {
    take: (incoming) => {
      const { source } = incoming;
      if (typeof source !== 'string')
        return take(parts, room, incoming, async () => idOf(parts, incoming, await source()));
      const id = idOf(parts, incoming, source);
      const now = coming.get(id) ?? takeOnce(parts, room, incoming, id).finally(() => coming.delete(id));
      coming.set(id, now);
      return now;
    },
  };
}

const idOf = ({ ring }: MediaIntakeParts, { channel, address }: IncomingMedia, source: string): string =>
  pseudonym('media', `${channel}\n${address}\n${source}`, ring);

async function takeOnce(
  parts: MediaIntakeParts,
  room: Room,
  incoming: IncomingMedia,
  id: string,
): Promise<TakenMedia> {
  const known = await parts.store.find(id);
  return known ? { media: referenceOf(known) } : take(parts, room, incoming, async () => id);
}

/** @param named the id of the file, asked for when all of it is there. */
async function take(
  parts: MediaIntakeParts,
  room: Room,
  incoming: IncomingMedia,
  named: () => Promise<string>,
): Promise<TakenMedia> {
  const { channel, address, network } = incoming;
  const conversation = parts.conversationOf(channel, address);
  const place = await room.enter({ conversation, channel, ...(network === undefined ? {} : { network }) });
  if (typeof place === 'string') return { refused: place };
  const file = parts.ids.next();
  try {
    const written = await write(parts, file, await incoming.open(), place);
    const taken = isAnother(written, incoming.sha256) ? 'unavailable' : written;
    if (typeof taken === 'string') {
      await parts.store.abandon(file);
      return { refused: taken };
    }
    const at = parts.clock.now();
    const id = await named();
    const stands = await parts.store.commit({ ...taken, id, file, conversation, at, case: null });
    if (stands.file === file) place.kept(id);
    else await parts.store.abandon(file);
    return { media: referenceOf(stands) };
  } catch (error) {
    await parts.store.abandon(file).catch(() => {});
    throw error;
  } finally {
    place.leave();
  }
}

const isAnother = (written: Written | MediaRefusal, sha256: string | undefined): boolean =>
  typeof written !== 'string' && sha256 !== undefined && written.sha256 !== sha256;

type Written = Pick<StoredMedia, 'type' | 'bytes' | 'sha256' | 'pieces' | 'key'>;

async function write(
  { store, ring, ids, clock, limits }: MediaIntakeParts,
  file: string,
  source: AsyncIterable<Uint8Array>,
  place: Place,
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
    const full = await place.reserve(piece.length);
    if (full !== null) return full;
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
