import type { LinkState } from '../../ports/whatsapp-auth.js';

/** What a lost connection asks for. */
export interface Disconnect {
  /** Baileys' name of the reason, or `status <n>` for one it has no name for. */
  readonly name: string;
  /** `stop`: a person must look; `now`: connect again at once; `later`: after a pause that grows. */
  readonly next: 'stop' | 'now' | 'later';
  /** The state the link stays in after `stop`. */
  readonly state: LinkState;
}

/** Three times in a row without a connection that opened in between. One alone proves nothing: Baileys gives this
 * status to every stream error it has no code for. */
const BAD_SESSIONS = 3;

const BY_STATUS: Readonly<Record<number, Disconnect>> = {
  401: { name: 'loggedOut', next: 'stop', state: 'logged_out' },
  403: { name: 'forbidden', next: 'stop', state: 'forbidden' },
  411: { name: 'multideviceMismatch', next: 'stop', state: 'forbidden' },
  /** Somebody else uses these credentials. Connecting again would throw them out, and they us, for ever. */
  440: { name: 'connectionReplaced', next: 'stop', state: 'replaced' },
  515: { name: 'restartRequired', next: 'now', state: 'connecting' },
  405: { name: 'clientRefused', next: 'later', state: 'waiting' },
  408: { name: 'connectionLost', next: 'later', state: 'waiting' },
  428: { name: 'connectionClosed', next: 'later', state: 'waiting' },
  503: { name: 'unavailableService', next: 'later', state: 'waiting' },
};

/** @param status Baileys' DisconnectReason or WhatsApp's own; undefined where the network failed.
 * @param badBefore how many times in a row it was `badSession` before. */
export function disconnectOf(status: number | undefined, badBefore: number): Disconnect {
  if (status === 500)
    return badBefore + 1 >= BAD_SESSIONS
      ? { name: 'badSession', next: 'stop', state: 'quarantined' }
      : { name: 'badSession', next: 'later', state: 'waiting' };
  const known = status === undefined ? undefined : BY_STATUS[status];
  return (
    known ?? { name: status === undefined ? 'network' : `status ${status}`, next: 'later', state: 'waiting' }
  );
}

const MAX_PAUSE_MS = 60_000;

/** Milliseconds before attempt `failures` + 1: doubles from one second to a minute, half of it by chance so that many
 * instances do not come back at once. `chance` is 0 up to 1. */
export function pauseMs(failures: number, chance: number): number {
  const whole = Math.min(MAX_PAUSE_MS, 1_000 * 2 ** Math.min(failures, 16));
  return Math.round(whole / 2 + (whole / 2) * chance);
}
