import type { JsonObject } from '../../domain/json.js';
import type { ActivityLog, LoggedActivity } from '../../ports/activity-log.js';
import type { Channel, Outgoing, Receive } from '../../ports/channel.js';
import type { Clock } from '../../ports/clock.js';
import type { Ids } from '../../ports/ids.js';
import type { MediaIntake, TakenMedia } from '../../ports/media.js';
import { Problem } from '../../problem.js';
import { splitText } from '../../engine/texts/split.js';
import {
  bodiesOf,
  clientIdOf,
  echoOf,
  type IncomingActivity,
  replyActivity,
  stableId,
  wordsOf,
} from './activity.js';
import { readForm } from './form.js';
import { Hub } from './hub.js';
import { Limits, network } from './limits.js';
import { Posting } from './posting.js';
import { type Session, Tokens } from './tokens.js';
import { AnswersElsewhere } from './elsewhere.js';
import { TypingSigns } from './typing.js';

export interface WebChatParts {
  readonly log: ActivityLog;
  readonly clock: Clock;
  readonly ids: Ids;
  /** 32 bytes that sign the tokens. */
  readonly key: Uint8Array;
  /** Locales in which dialogs are written; another one a client asks for is not passed on. */
  readonly locales: readonly string[];
  readonly media: MediaIntake;
}

/** A file that cannot be stored now must not keep the words beside it from being heard: there may be danger in them. */
const wordsGoOn = (error: unknown): TakenMedia => {
  if (error instanceof Problem && error.retryable) return { refused: 'unavailable' };
  throw error;
};

/** Web conversations: what Direct Line, our page and the plain form have in common. */
export class WebChatChannel implements Channel {
  readonly name = 'web-chat';
  readonly capabilities = {
    maxTextLength: 8_000,
    maxButtons: 20,
    choosesMessageId: true,
    joinWindowMs: 0,
    marksRead: false,
    showsTyping: true,
    tellsDelivery: false,
  };
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly hub = new Hub();
  readonly #parts: WebChatParts;
  #receive: Receive | undefined;
  readonly #posting = new Posting();
  readonly #typing: TypingSigns;
  readonly #elsewhere: AnswersElsewhere;
  /** What was said although it could not be stored (the danger line), until the client that is being refused has it. */
  readonly #unstored = new Map<string, JsonObject[]>();
  #lastAt = 0;

  constructor(parts: WebChatParts) {
    this.#parts = parts;
    this.tokens = new Tokens(parts);
    this.limits = new Limits(parts.clock);
    this.#typing = new TypingSigns(parts, this.hub);
    this.#elsewhere = new AnswersElsewhere(parts.clock, this.hub);
  }

  async start(receive: Receive): Promise<void> {
    this.#receive = receive;
  }

  /** The history a reload would show. */
  async forget(address: string): Promise<void> {
    await this.#parts.log.forget(this.tokens.sessionOf(address).conversation);
  }

  async stop(): Promise<void> {
    this.#receive = undefined;
    this.#typing.cancelAll();
    this.#elsewhere.cancelAll();
    this.hub.closeAll();
    await this.#posting.settled();
  }

  /**
   * One activity from a client. Resolves with its id once it is durable; the same `clientActivityID` is one activity.
   * @throws Problem `too_many`; `store_away` (retryable), whose `details.urgent` are activities to be shown all the same.
   */
  async post(
    session: Session,
    activity: IncomingActivity,
    files: readonly TakenMedia[] = [],
  ): Promise<{ id: string }> {
    const { conversation } = session;
    this.limits.message(conversation);
    const own = clientIdOf(activity) ?? this.#parts.ids.next();
    const id = stableId('activity', conversation, own);
    await this.#posting.inTurn(conversation, id, () => this.#post(session, id, activity, files));
    return { id };
  }

  /**
   * A form with files, read as it comes: Direct Line's upload, or the plain form's. Resolves with the activity's id once
   * files and message are durable. The same form sent again, known by its `clientActivityID`, is one activity with the same
   * files, wherever in the form it stands.
   * @param ip where it comes from.
   * @throws Problem `bad_request`, and what `post` throws.
   */
  async upload(
    session: Session,
    contentType: string,
    body: AsyncIterable<Uint8Array> | undefined,
    ip: string,
  ): Promise<{ id: string }> {
    this.limits.message(session.conversation);
    const own = this.#parts.ids.next();
    const { activity, files } = await readForm(contentType, body, own, (bytes, source) =>
      this.#parts.media
        .take({
          channel: this.name,
          address: session.user,
          source,
          network: network(ip),
          open: async () => bytes,
        })
        .catch(wordsGoOn),
    );
    return this.post(session, activity, files);
  }

  async #post(
    session: Session,
    id: string,
    activity: IncomingActivity,
    files: readonly TakenMedia[],
  ): Promise<void> {
    const { conversation, user } = session;
    const bodies = activity.type === 'endOfConversation' ? wordsOf(activity) : bodiesOf(activity, files);
    if (bodies.length === 0 && activity.type !== 'endOfConversation') return;
    const at = this.#now();
    const locale = this.#parts.locales.find((it) => it === activity.locale);
    const frame = { channel: this.name, address: user, at, ...(locale === undefined ? {} : { locale }) };
    try {
      for (const [index, body] of bodies.entries())
        await this.#deliver({ id: index === 0 ? id : `${id}.${index}`, ...frame, body });
      if (activity.type === 'endOfConversation') await this.end(session);
      else if (await this.#append(conversation, id, echoOf(activity, user, { id, conversation, at })))
        this.#await(conversation);
    } catch (cause) {
      if (cause instanceof Problem && !cause.retryable) throw cause;
      const urgent = this.#unstored.get(conversation) ?? [];
      this.#unstored.delete(conversation);
      const details = { urgent };
      throw new Problem('store_away', 'the message could not be stored; try again', {
        retryable: true,
        details,
        cause,
      });
    }
  }

  #await(conversation: string): void {
    this.#typing.show(conversation);
    this.#elsewhere.expect(conversation);
  }

  #deliver(message: Parameters<Receive>[0]): Promise<void> {
    if (!this.#receive)
      throw new Problem('channel_closed', 'the service is starting or stopping', { retryable: true });
    return this.#receive(message);
  }

  /** Idempotent by `outgoing.id`. What cannot be stored is still shown to who is watching, then thrown. */
  async send(outgoing: Outgoing): Promise<{ providerId: string }> {
    const { address, reply, inReplyTo } = outgoing;
    const { conversation } = this.tokens.sessionOf(address);
    const question = inReplyTo?.split('.')[0];
    if (question) await this.#posting.of(question);
    this.#typing.cancel(conversation);
    this.#elsewhere.cancel(conversation);
    const id = stableId('reply', outgoing.id);
    const pieces = splitText(reply.text, this.capabilities.maxTextLength);
    for (const [index, text] of pieces.entries()) {
      const last = index === pieces.length - 1;
      const pieceId = index === 0 ? id : `${id}.${index}`;
      const piece = last && reply.options ? { text, options: reply.options } : { text };
      const frame = { id: pieceId, conversation, at: this.#parts.clock.now() };
      const replyToId = question === undefined ? {} : { replyToId: question };
      await this.#append(conversation, pieceId, replyActivity(piece, address, { ...frame, ...replyToId }));
    }
    return { providerId: id };
  }

  /** History after a watermark. */
  read(conversation: string, after: number, limit = 200): Promise<LoggedActivity[]> {
    return this.#parts.log.after(conversation, after, limit);
  }

  /** Forgets what was shown; windows that are open are told. */
  async end(session: Session): Promise<void> {
    await this.#parts.log.forget(session.conversation);
    this.hub.ended(session.conversation);
  }

  /** False when it was there already. */
  async #append(conversation: string, id: string, activity: JsonObject): Promise<boolean> {
    try {
      const { seq, isNew } = await this.#parts.log.append(conversation, id, activity);
      if (isNew) this.hub.appended(conversation, seq, activity);
      return isNew;
    } catch (error) {
      if ((activity.from as JsonObject).role === 'bot') {
        this.hub.passing(conversation, activity);
        this.#keepUnstored(conversation, activity);
      }
      throw error;
    }
  }

  #keepUnstored(conversation: string, activity: JsonObject): void {
    if (!this.#posting.isOpen(conversation)) return;
    const kept = this.#unstored.get(conversation) ?? [];
    this.#unstored.set(conversation, [...kept, activity].slice(-5));
  }

  /** Provider time: ours, and never the same twice, so that messages keep the order in which they came. */
  #now(): number {
    this.#lastAt = Math.max(this.#lastAt + 1, this.#parts.clock.now());
    return this.#lastAt;
  }
}
