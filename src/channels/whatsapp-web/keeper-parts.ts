import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import type { Leases } from '../../ports/lease.js';
import type { WhatsappAuth } from '../../ports/whatsapp-auth.js';
import type { Log } from '../../turns/service.js';
import type { Baileys } from './baileys.js';
import type { Linking } from './standing.js';

/** What keeping the number needs. */
export interface KeeperParts {
  readonly auth: WhatsappAuth;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Log;
  /** Names this instance to the lease on the number. An instance that comes back under the same name need not wait. */
  readonly holder: string;
  /** WHATSAPP_WEB_URL and WHATSAPP_WEB_SELF_JID: tests only. */
  readonly url?: string | undefined;
  readonly selfJid?: string | undefined;
  /** Begin with new credentials where the present ones wait for a person; the old ones are kept. */
  readonly relink?: boolean | undefined;
  /** Digits with country code: link by a code typed into the phone instead of a QR code. */
  readonly pairingPhone?: string | undefined;
  readonly queryTimeoutMs?: number | undefined;
  /** Where Baileys comes from; tests get hold of its socket here. */
  readonly load?: (() => Promise<Baileys>) | undefined;
  readonly onLinking?: ((linking: Linking) => void) | undefined;
  /** A person must look: the number was logged out, banned, taken over, or its credentials do not work any more. */
  readonly onAlert?: ((reason: string) => void) | undefined;
}
