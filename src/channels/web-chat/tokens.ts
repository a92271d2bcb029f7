import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import { Problem } from '../../problem.js';

/** Who a request speaks for. `user` is the address of the person inside this channel. */
export interface Session {
  readonly user: string;
  readonly conversation: string;
}

export interface TokenParts {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** As long as a conversation may rest between two visits of the page; each visit renews it. */
export const TOKEN_SECONDS = 8 * 24 * 3600;

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

/**
 * Direct Line tokens: JWTs (RFC 7519, HS256) with a random user id inside, as Microsoft's Web Chat reads it. A session
 * is nothing but its token, so starting one costs the store nothing. The conversation's id follows from the user's and
 * tells nothing about it, so that an address seen in a URL opens nothing.
 */
export class Tokens {
  readonly #parts: TokenParts;

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  begin(): Session {
    return this.sessionOf(`dl_${this.#parts.ids.next()}`);
  }

  sessionOf(user: string): Session {
    return { user, conversation: this.#mac(`conversation\n${user}`).subarray(0, 16).toString('base64url') };
  }

  issue(session: Session): string {
    const now = Math.floor(this.#parts.clock.now() / 1000);
    const claims = encode({ user: session.user, iat: now, exp: now + TOKEN_SECONDS });
    return `${HEADER}.${claims}.${this.#sign(claims)}`;
  }

  /** @throws Problem `token_invalid` (not ours, or changed) or `token_expired`. */
  read(token: string): Session {
    const [header, claims = '', signature = '', ...rest] = token.split('.');
    const expected = Buffer.from(this.#sign(claims));
    const given = Buffer.from(signature);
    const genuine =
      header === HEADER &&
      rest.length === 0 &&
      given.length === expected.length &&
      timingSafeEqual(given, expected);
    if (!genuine) throw new Problem('token_invalid', 'this token was not issued here');
    const { user, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      user: string;
      exp: number;
    };
    if (exp * 1000 <= this.#parts.clock.now()) throw new Problem('token_expired', 'this token has expired');
    return this.sessionOf(user);
  }

  #sign(claims: string): string {
    return this.#mac(`token\n${HEADER}.${claims}`).toString('base64url');
  }

  #mac(value: string): Buffer {
    return createHmac('sha256', this.#parts.key).update(value).digest();
  }
}
