import type { MediaReference } from './message.js';

export type MediaKind = 'image' | 'audio' | 'video' | 'document';

/** How a file of a case may be handled: shown; downloaded after a warning, because nobody knows yet what it shows; or
 * kept unopened, because the concern is one in which it may be a crime to look (data/services, `media: quarantine`). */
export type Handling = 'open' | 'careful' | 'quarantined';

/** One file that a person gave with a case. Its bytes are kept encrypted under `id`, apart from the case. */
export interface Evidence extends MediaReference {
  readonly kind: MediaKind;
  /** When it was given, milliseconds since the epoch. */
  readonly at: number;
  readonly handling: Handling;
}

/** Types that are taken, found by content (engine/media/sniff.ts), and what each is. */
const KINDS: Readonly<Record<string, MediaKind>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
  'image/heic': 'image',
  'audio/ogg': 'audio',
  'audio/mpeg': 'audio',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
  'audio/mp4': 'audio',
  'audio/wav': 'audio',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'video/quicktime': 'video',
  'video/webm': 'video',
  'application/pdf': 'document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document',
  'application/vnd.oasis.opendocument.text': 'document',
};

/** Null for a type that is not taken. */
export const kindOf = (type: string): MediaKind | null => KINDS[type] ?? null;

export const evidenceOf = (media: MediaReference, handling: Handling, at: number): Evidence => ({
  id: media.id,
  type: media.type,
  bytes: media.bytes,
  sha256: media.sha256,
  kind: kindOf(media.type) ?? 'document',
  at,
  handling,
});

/** The files that are not in the list yet, added to it. */
export const withEvidence = (
  has: readonly Evidence[] | undefined,
  more: readonly Evidence[],
): readonly Evidence[] => {
  const known = new Set((has ?? []).map(({ id }) => id));
  return [...(has ?? []), ...more.filter(({ id }) => !known.has(id))];
};

/** What the law keeps when a person erases their case: destroying what may prove a crime against a child is one itself
 * (Código Penal, art. 454B). */
export const keptByLaw = ({ handling }: Evidence): boolean => handling === 'quarantined';
