import type { LinkState } from './whatsapp-auth.js';

/** How the WhatsApp number stands, as officials see it. */
export interface LineStatus {
  readonly way: 'web' | 'cloud';
  /** `standby`: another instance has the number. */
  readonly state: LinkState | 'standby' | 'stopped';
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Name of the last disconnect reason. */
  readonly reason?: string;
  /** What a person needs to link the number: a square of dark fields to scan, or characters to type. */
  readonly linking?: { readonly qr: readonly (readonly boolean[])[] } | { readonly pairingCode: string };
  /** Messages that came and could not be stored yet. */
  readonly waiting: number;
}

/** States in which nobody is answered on WhatsApp until a person acts. */
export const NEEDS_A_PERSON: readonly LineStatus['state'][] = [
  'unlinked',
  'replaced',
  'logged_out',
  'forbidden',
  'quarantined',
];
