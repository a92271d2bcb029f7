import type { JsonObject } from './json.js';

/** One thing that arrived in a conversation: from a person, or from the service itself (`event`). */
export interface Message {
  /** Unique within its channel; the provider's own id where it has one. Stored once however often it arrives. */
  readonly id: string;
  readonly channel: string;
  /** Address of the person inside the channel (terminal name, dl_ user id, JID …). Never logged. */
  readonly address: string;
  /** Provider time, milliseconds since the epoch. */
  readonly at: number;
  readonly body: MessageBody;
  /** BCP 47 tag the channel suggests for a first contact. */
  readonly locale?: string;
}

export type MessageBody =
  | { readonly kind: 'text'; readonly text: string }
  /** A tapped button or list row; `value` is the option's value as it was sent, `text` its label. */
  | { readonly kind: 'choice'; readonly value: string; readonly text: string }
  | { readonly kind: 'media'; readonly media: MediaReference }
  | {
      readonly kind: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
    }
  /** Something that happened elsewhere (a case was answered, a deadline came) and becomes a turn like any other. */
  | { readonly kind: 'event'; readonly name: string; readonly data: JsonObject }
  /** A kind the channel cannot carry into the conversation (sticker, poll, reaction …), answered kindly. */
  | { readonly kind: 'unsupported'; readonly what: string }
  /** A file that came and was not taken; the words beside it are a message of their own. */
  | { readonly kind: 'refused-media'; readonly why: MediaRefusal };

/** Why a file was not taken; said as `evidence:refused-<why>`. */
export const MEDIA_REFUSALS = ['too_large', 'type', 'too_many', 'empty', 'full', 'unavailable'] as const;
export type MediaRefusal = (typeof MEDIA_REFUSALS)[number];

/** What a person wrote in a message; empty where they wrote nothing. */
export function wordsOf(body: MessageBody): string {
  return body.kind === 'text' || body.kind === 'choice' ? body.text : '';
}

/** Media by reference: its bytes are kept encrypted outside the conversation. */
export interface MediaReference {
  readonly id: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One thing to be said. `key` names the text it was made from, `args` are not kept: the text is final. */
export interface Reply {
  readonly key: string;
  readonly text: string;
  /** Numbered options; the text already carries them as numbers, a channel may also show buttons. */
  readonly options?: readonly ReplyOption[];
}

export interface ReplyOption {
  readonly value: string;
  readonly label: string;
}

/** Something to be said before it is put into words: a key such as `indicator:value` of locales/<tag>/indicator.json
 * and its arguments. Code decides with these; only engine/texts turns them into Spanish. An argument that is itself
 * Said is put into words first (a period, a unit), so that no sentence is built in code. */
export interface Said {
  readonly key: string;
  readonly args?: Readonly<Record<string, string | number | Said>>;
  /** To whom it is said: a text with `_child` behind its key is used for a child where there is one. */
  readonly to?: 'child';
  /** Said below, each on a line of its own, in the same message and before the options. */
  readonly lines?: readonly Said[];
  readonly options?: readonly SaidOption[];
}

/** An option is a text of the locale (`key`) or a proper name from a catalogue (`label`). */
export interface SaidOption {
  readonly value: string;
  readonly key?: string;
  readonly label?: string;
}

/** A change of the world that a turn decided on; performed only after the turn is sealed. */
export interface Effect {
  /** Names its handler (turns/effects.ts, turns/link-effects.ts, turns/media/effects.ts), e.g. `case.open`. */
  readonly kind: string;
  /** Natural key, when the effect has one; otherwise performed under `conversation:turn:n`. */
  readonly key?: string;
  readonly data: JsonObject;
}
