/** How long a code may be typed, and after that how long its confirmation waits. Milliseconds. */
export const LINK_MS = 15 * 60 * 1000;

/** Two conversations of one person, joined by a code that one shows and the other types. Both have to say so: typing the
 * code shows that whoever writes in `to` saw it in `from`, the yes in `from` that its person wants it. */
export interface Link {
  /** Pseudonym of the code; the code itself is kept nowhere but in the reply that shows it. */
  readonly id: string;
  /** The conversation that asked for the code. */
  readonly from: string;
  /** The conversation in which it was typed. */
  readonly to: string | null;
  readonly state: LinkState;
  /** Milliseconds since the epoch; an offer or a claim is void from then on. null once joined. */
  readonly until: number | null;
  readonly joinedAt: number | null;
}

/** `ended`: refused, taken back, or replaced by a newer code. */
export type LinkState = 'offered' | 'claimed' | 'joined' | 'ended';
