/** What a whole message can command on any step of any dialog. */
export const COMMANDS = [
  'help',
  'menu',
  'cancel',
  'back',
  'exit',
  'easy',
  'normal',
  'english',
  'spanish',
  'resume',
  'elsewhere',
  'apart',
  'report',
  'privacy',
  'status',
  'lost',
] as const;
export type Command = (typeof COMMANDS)[number];

/** Command -> the whole messages that mean it, per locale (locales/<tag>/commands.yaml). */
export type CommandPhrases = Readonly<Partial<Record<Command, readonly string[]>>>;

/** Lower case, no accents, no punctuation, single spaces: how commands are compared. */
export function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Recognises commands. Only a message that is nothing but the command counts ("ayuda", not "ayuda a mi vecina"):
 * a word in a sentence is what the person tells, not an order to the service.
 */
export function createCommands(phrases: readonly CommandPhrases[]): (text: string) => Command | null {
  const byWords = new Map<string, Command>();
  for (const locale of phrases) {
    for (const command of COMMANDS) {
      for (const phrase of locale[command] ?? []) byWords.set(plainWords(phrase) || phrase, command);
    }
  }
  // "?" has no words in it: it is compared as it stands, or every row of emoji would be the same command.
  return (text) => (text.length > 60 ? null : (byWords.get(plainWords(text) || text.trim()) ?? null));
}
