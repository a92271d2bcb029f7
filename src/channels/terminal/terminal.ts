import { splitText } from '../../engine/texts/split.js';
import type { Channel, Outgoing, Receive } from '../../ports/channel.js';
import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import { Problem } from '../../problem.js';

export interface TerminalParts {
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where replies are printed. */
  readonly write: (text: string) => void;
  readonly locale?: string;
}

/** A conversation in the terminal: the same inbox, turn and store as every other channel. */
export class TerminalChannel implements Channel {
  readonly name = 'terminal';
  readonly capabilities = {
    maxTextLength: 100_000,
    maxButtons: 0,
    choosesMessageId: false,
    joinWindowMs: 0,
    marksRead: false,
    showsTyping: false,
    tellsDelivery: false,
  };
  readonly #parts: TerminalParts;
  #receive: Receive | undefined;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive;
  }

  /** One line that `from` typed. Resolves when it is stored. */
  async type(from: string, text: string): Promise<void> {
    if (!this.#receive) throw new Problem('channel_closed', 'the terminal channel was not started');
    await this.#receive({
      id: this.#parts.ids.next(),
      channel: this.name,
      address: from,
      at: this.#parts.clock.now(),
      body: { kind: 'text', text },
      ...(this.#parts.locale === undefined ? {} : { locale: this.#parts.locale }),
    });
  }

  async send(outgoing: Outgoing): Promise<{ providerId: string }> {
    const text = outgoing.reply.text.replaceAll(/(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])/gu, '$1');
    for (const piece of splitText(text, this.capabilities.maxTextLength)) this.#parts.write(`${piece}\n\n`);
    return { providerId: outgoing.id };
  }

  async stop(): Promise<void> {
    this.#receive = undefined;
  }
}
