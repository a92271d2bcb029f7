import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports/clock.js';
import type { HttpRequest } from '../ports/http.js';
import type { Ids } from '../ports/ids.js';
import { Problem } from '../problem.js';

/** Who is working in the pages: the name they gave when they came in stands in the history and in the audit trail. */
export interface Official {
  readonly name: string;
  readonly session: string;
  /** What a form of theirs carries, so that no other site can press a button for them. */
  readonly csrf: string;
}

export interface SessionParts {
  readonly adminToken: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly ids: Ids;
  /** True when officials come by https. */
  readonly secure: boolean;
}

const COOKIE = 'sigesi_console';
const PATH = '/console';
const SESSION_MS = 12 * 3_600_000;
const MAX_NAME = 80;

/** Tries at the door: a few at once, then one every so often; from everywhere together somewhat more. */
const TRIES_PER_ADDRESS = { burst: 10, everyMs: 30_000 };
const TRIES_OF_ALL = { burst: 100, everyMs: 1_000 };
const MAX_ADDRESSES = 10_000;

/** Sessions of officials: a signed cookie, nothing stored. Another ADMIN_TOKEN ends all of them. */
export class Sessions {
  readonly #parts: SessionParts;
  readonly #tries = new Map<string, { left: number; at: number }>();
  /** Sessions that were left before their time; forgotten when they would have ended anyway. */
  readonly #left = new Map<string, number>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The cookie of a new session. @throws Problem `too_many`, `unauthorized`. */
  begin(token: string, name: string, ip: string): string {
    this.#mayTry('*', TRIES_OF_ALL);
    this.#mayTry(ip, TRIES_PER_ADDRESS);
    const same = timingSafeEqual(this.#mac('token', token), this.#mac('token', this.#parts.adminToken));
    const who = name.trim().replaceAll(/\s+/g, ' ').slice(0, MAX_NAME);
    if (!same || who === '') throw new Problem('unauthorized', 'the key is not right');
    const { clock, ids } = this.#parts;
    const payload = Buffer.from(
      JSON.stringify({ name: who, session: ids.next(), until: clock.now() + SESSION_MS }),
    ).toString('base64url');
    return this.#cookie(`${payload}.${this.#sign(payload)}`, SESSION_MS / 1000);
  }

  /** The official whose browser asks, or null. */
  of(request: HttpRequest): Official | null {
    const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
    const [payload = '', mac = ''] = value.split('.');
    if (!equal(mac, this.#sign(payload))) return null;
    const { name, session, until } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      name: string;
      session: string;
      until: number;
    };
    if (until <= this.#parts.clock.now() || this.#left.has(session)) return null;
    return { name, session, csrf: this.#mac('csrf', session).toString('base64url') };
  }

  /** The cookie that ends a session. */
  end({ session }: Official): string {
    const now = this.#parts.clock.now();
    for (const [id, at] of this.#left) if (at <= now) this.#left.delete(id);
    this.#left.set(session, now + SESSION_MS);
    return this.#cookie('', 0);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#parts.secure ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=${PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }

  #mayTry(who: string, { burst, everyMs }: { readonly burst: number; readonly everyMs: number }): void {
    const now = this.#parts.clock.now();
    const known = this.#tries.get(who) ?? { left: burst, at: now };
    const left = Math.min(burst, known.left + (now - known.at) / everyMs);
    if (left < 1) throw new Problem('too_many', 'too many tries; wait a moment', { retryable: true });
    this.#tries.delete(who);
    this.#tries.set(who, { left: left - 1, at: now });
    if (this.#tries.size > MAX_ADDRESSES) this.#tries.delete(this.#tries.keys().next().value as string);
  }

  #sign = (payload: string): string =>
    this.#mac(`session\n${this.#parts.adminToken}`, payload).toString('base64url');

  #mac = (purpose: string, text: string): Buffer =>
    createHmac('sha256', this.#parts.key).update(purpose).update('\0').update(text).digest();
}

/**
 * The fields of a form that one of the official's own pages sent.
 * @throws Problem `forbidden` when it came from elsewhere or from another session.
 */
export function formOf(request: HttpRequest, official: Official | null): URLSearchParams {
  const site = request.headers['sec-fetch-site'];
  const form = new URLSearchParams(request.body.toString('utf8'));
  const ours = official === null || equal(form.get('csrf') ?? '', official.csrf);
  if (!ours || (site !== undefined && site !== 'same-origin'))
    throw new Problem('forbidden', 'this form was not sent from these pages');
  return form;
}

function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
