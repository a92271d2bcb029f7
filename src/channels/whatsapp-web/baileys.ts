/** Baileys costs half a second and tens of megabytes to load: only who connects to WhatsApp loads it. */
export type Baileys = typeof import('@whiskeysockets/baileys');

let loaded: Promise<Baileys> | undefined;

export function loadBaileys(): Promise<Baileys> {
  loaded ??= import('@whiskeysockets/baileys').then((baileys) => {
    keepKeysOutOf(globalThis.console);
    return baileys;
  });
  return loaded;
}

type Printing = Record<'info' | 'warn' | 'error', (...words: unknown[]) => void>;

/** libsignal 6 prints whole sessions, private keys included, with console.info and console.warn, and offers no way to
 * turn that off (libsignal-node issue 1). What is one of its lines is dropped; everything else is printed as before. */
export function keepKeysOutOf(printing: Printing): void {
  for (const level of ['info', 'warn', 'error'] as const) {
    const print = printing[level];
    printing[level] = (...words) => {
      if (!isLibsignal(words)) print.call(printing, ...words);
    };
  }
}

const LIBSIGNAL =
  /^(Closing|Opening|Migrating|Removing old closed|Session (already|error)|Decrypted message with closed|Failed to decrypt message with any)/;

const isLibsignal = (words: readonly unknown[]): boolean =>
  words.some((word) => (word as object | null | undefined)?.constructor?.name === 'SessionEntry') ||
  (typeof words[0] === 'string' && LIBSIGNAL.test(words[0]));
