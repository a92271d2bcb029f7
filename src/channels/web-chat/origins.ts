/** Which pages may speak to us from a browser. What sends no Origin is no browser page: limits and tokens hold there. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed origins such as `https://www.valledelcauca.gov.co`, beside our own. */
  constructor(allowed: readonly string[]) {
    this.#allowed = new Set(allowed);
  }

  accepts(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
    const origin = headers.origin;
    if (origin === undefined) return true;
    if (typeof origin !== 'string') return false;
    return this.#allowed.has(origin) || (URL.canParse(origin) && new URL(origin).host === headers.host);
  }

  /** Headers that let an accepted page of another origin read the answer (CORS). */
  corsHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
    const { origin } = headers;
    if (origin === undefined || !this.accepts(headers)) return { vary: 'origin' };
    return {
      vary: 'origin',
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
      'access-control-expose-headers': 'retry-after',
      'access-control-max-age': '600',
    };
  }
}
