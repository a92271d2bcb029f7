/** How the person may be reached: the first thing whoever receives a case reads ("NO llamar", "NO visitar"). */
export interface ContactRules {
  readonly chat: boolean;
  readonly call: boolean;
  readonly visit: boolean;
  readonly email: boolean;
  /** Hours in the person's own words ("después de las 4"). */
  readonly hours?: string;
  /** Anything else that keeps them safe ("pregunte por Ana, es mi hermana"). */
  readonly note?: string;
}

/** Nothing but the chat: what holds until the person says otherwise. */
export const CHAT_ONLY: ContactRules = { chat: true, call: false, visit: false, email: false };

/** What holds once somebody watches the person's telephone: they are not written to nor called there. `note` comes first. */
export const unreachable = (rules: ContactRules, note: string): ContactRules => ({
  ...rules,
  chat: false,
  call: false,
  note: rules.note === undefined ? note : `${note} ${rules.note}`,
});

/** Who a person is. It travels apart from the case, only where they agreed or the law requires, and never to
 * secondary recipients. */
export interface Identity {
  readonly name?: string;
  readonly documentType?: 'CC' | 'TI' | 'CE' | 'PPT' | 'RC' | 'other';
  readonly document?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: string;
}

/** What is sealed under the case's key, each field for itself; `reply_to` is the conversation's address, `word` the
 * word agreed for asking about a sensitive case. */
export const SEALED_FIELDS = [
  'description',
  'answers',
  'place',
  'identity',
  'contact_rules',
  'reply_to',
  'word',
] as const;
export type SealedField = (typeof SEALED_FIELDS)[number];

/** base64url of engine/sealing, by field. */
export type SealedFields = Readonly<Partial<Record<SealedField, string>>>;
