import { mediaLimits, readConfig } from '../../src/config.js';
import { keyring } from '../../src/engine/sealing/keyring.js';
import { channelOf } from '../../src/domain/conversation.js';
import type { HeldOf, MediaIntake, MediaStore, StoredMedia } from '../../src/ports/media.js';
import { createMediaIntake } from '../../src/turns/media/intake.js';
import { TestClock, testIds } from './universe.js';

/** Files in memory. */
export class MemoryMedia implements MediaStore {
  readonly files = new Map<string, StoredMedia>();
  readonly #pieces = new Map<string, Uint8Array[]>();

  /** How many files have pieces here, whole or not. */
  get written(): number {
    return this.#pieces.size;
  }

  async find(id: string): Promise<StoredMedia | null> {
    return this.files.get(id) ?? null;
  }

  async write(file: string, piece: number, sealed: Uint8Array): Promise<void> {
    const all = this.#pieces.get(file) ?? [];
    all[piece] = sealed;
    this.#pieces.set(file, all);
  }

  async commit(media: StoredMedia): Promise<StoredMedia> {
    if (!this.files.has(media.id)) this.files.set(media.id, media);
    return this.files.get(media.id) as StoredMedia;
  }

  async abandon(file: string): Promise<void> {
    this.#pieces.delete(file);
  }

  async *pieces({ file }: StoredMedia): AsyncGenerator<Uint8Array> {
    yield* this.#pieces.get(file) ?? [];
  }

  async held(of?: HeldOf): Promise<{ files: number; bytes: number }> {
    const isOf = ({ conversation }: StoredMedia): boolean => {
      if (of === undefined) return true;
      return 'conversation' in of ? conversation === of.conversation : channelOf(conversation) === of.channel;
    };
    const rows = [...this.files.values()].filter((it) => it.case === null && isOf(it));
    return { files: rows.length, bytes: rows.reduce((sum, it) => sum + it.bytes, 0) };
  }

  async attach(ids: readonly string[], caseId: string): Promise<readonly string[]> {
    const mine = ids.flatMap((id) => this.files.get(id) ?? []).filter((it) => (it.case ?? caseId) === caseId);
    for (const it of mine) this.files.set(it.id, { ...it, case: caseId });
    return mine.map(({ id }) => id);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const media = this.files.get(id);
      if (media) this.#pieces.delete(media.file);
      this.files.delete(id);
    }
  }

  async removeHeld(conversation: string): Promise<void> {
    const held = [...this.files.values()].filter(
      (it) => it.case === null && it.conversation === conversation,
    );
    await this.remove(held.map(({ id }) => id));
  }
}

/** Takes files into memory, with the limits that a service has by itself unless `environment` says otherwise. */
export const memoryIntake = (
  store: MediaStore = new MemoryMedia(),
  environment: Record<string, string> = {},
  conversationOf = (channel: string, address: string): string => `${channel}:${address}`,
): MediaIntake =>
  createMediaIntake({
    store,
    ring: keyring(new Map([[1, new Uint8Array(32).fill(7)]])),
    ids: testIds(3),
    clock: new TestClock(),
    limits: mediaLimits(readConfig(environment)),
    conversationOf,
  });
