import type { Json, JsonObject } from '../../domain/json.js';
import type { MediaReference } from '../../domain/message.js';

/** Where a conversation remembers files that came before it was known what they are for. */
export const HELD = 'held-media';
/** They are taken for what is told next this long. */
const HELD_MS = 15 * 60_000;

/** What stands as the story where a voice note tells it: officials read it, so it is in their language. */
export const voiceStory = (words: (locale: string, key: string) => string): string =>
  words('es-CO', 'evidence:voice-story');

interface Held {
  readonly at: number;
  /** When those before the last one came. */
  readonly earlier?: number;
  readonly files: readonly MediaReference[];
}

/** Files that a slot or the memory holds. */
export const filesIn = (value: Json | undefined): readonly MediaReference[] =>
  Array.isArray(value) ? (value as unknown as MediaReference[]) : [];

export const asJson = (files: readonly MediaReference[]): JsonObject[] =>
  files.map((it) => ({ id: it.id, type: it.type, bytes: it.bytes, sha256: it.sha256 }));

/** Every file that waits here, however long. */
export const everyHeld = (memory: Readonly<JsonObject>): readonly MediaReference[] =>
  (memory[HELD] as unknown as Held | undefined)?.files ?? [];

/** What is still held for what the person says next. */
export function heldFiles(memory: Readonly<JsonObject>, now: number): readonly MediaReference[] {
  const held = memory[HELD] as unknown as Held | undefined;
  return held && now - held.at <= HELD_MS ? held.files : [];
}

/** When the last one came, and those before it; 0 where nothing is held. */
export function heldSince(memory: Readonly<JsonObject>): { readonly at: number; readonly earlier: number } {
  const held = memory[HELD] as unknown as Held | undefined;
  return { at: held?.at ?? 0, earlier: held?.earlier ?? 0 };
}

export const holding = (files: readonly MediaReference[], at: number, earlier = 0): JsonObject => ({
  at,
  earlier,
  files: asJson(files),
});
