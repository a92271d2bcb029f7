/** A web conversation as a page without script uses it: the same channel, turns and history as Direct Line. */
export interface ChatSessions {
  /** A new session's token. Stores nothing. @throws Problem `too_many`. */
  begin(ip: string): string;
  /** Hands in one message; resolves when it is durable. `id` makes a repeated form one message.
   * @throws Problem `token_invalid`, `token_expired`, `too_many`, `store_away` (`details.urgent` then are lines to be
   * shown all the same, because a person may be in danger). */
  say(token: string, id: string, said: ChatWords): Promise<void>;
  /** Hands in a form with files (multipart; field `id` as in `say`), read as it comes from the address `ip`.
   * @throws as `say`, and Problem `bad_request`, `too_large`. */
  give(token: string, contentType: string, body: AsyncIterable<Uint8Array>, ip: string): Promise<void>;
  /** What was said, oldest first; waits up to `waitMs` for the answer to message `answerTo`, if one is named. */
  history(token: string, waitFor?: { readonly id: string; readonly ms: number }): Promise<ChatLine[]>;
  /** Forgets what was shown. */
  end(token: string): Promise<void>;
}

export interface ChatWords {
  readonly text: string;
  /** The value of the option whose button was pressed; `text` is then its label. */
  readonly option?: string;
  /** BCP 47. */
  readonly locale?: string;
}

export interface ChatLine {
  readonly by: 'person' | 'service';
  readonly text: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}
