import type { UserFacingSocketConfig } from '@whiskeysockets/baileys';

type BaileysLogger = NonNullable<UserFacingSocketConfig['logger']>;

const nothing = (): void => {};

/** Baileys' own log names people and holds what they wrote; the channel logs codes instead. */
export const quiet: BaileysLogger = {
  level: 'silent',
  child: () => quiet,
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
};
