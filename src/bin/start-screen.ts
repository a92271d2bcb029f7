import type { Config } from '../config.js';
import type { Said } from '../domain/message.js';

export interface ScreenFacts {
  readonly config: Config;
  readonly url: string;
  readonly seconds: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Nobody is on the roster of people on call. */
  readonly nobodyOnCall: boolean;
}

/** What an official sees at the start: what is on, what is off and how to turn it on. */
export function startScreen({ config, url, seconds, counts, nobodyOnCall }: ScreenFacts): Said {
  const store = config.MONGODB_URI === undefined ? config.DATA_DIR : 'MongoDB';
  const off: string[] = [
    ...(config.WHATSAPP === 'off' ? ['whatsapp'] : []),
    ...(config.SMTP_URL === undefined ? ['mail'] : []),
    ...(config.MONGODB_URI === undefined ? ['mongodb'] : []),
    ...(nobodyOnCall ? ['roster'] : []),
  ];
  return {
    key: 'cli:start',
    args: { url, store, seconds, ...counts },
    lines: [
      ...(off.length > 0
        ? [{ key: 'cli:start-off' }, ...off.map((what) => ({ key: `cli:start-off-${what}` }))]
        : []),
      { key: 'cli:start-end' },
    ],
  };
}
