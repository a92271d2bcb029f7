import { channelOf, type InboxRow } from '../domain/conversation.js';
import type { JsonObject } from '../domain/json.js';
import type { Message, Reply } from '../domain/message.js';
import type { Channel } from '../ports/channel.js';
import type { Ids } from '../ports/ids.js';
import type { ParkedEffects } from '../ports/parked.js';
import type { ConversationStore, Inbox, MessageLog } from '../ports/turn-stores.js';
import { Problem } from '../problem.js';
import { DangerLine, type DangerLineParts, rowIdOf } from './danger-line.js';
import { Lane, type LaneParts } from './lane.js';
import { type Ownership, ownsAll, withChannels } from './ownership.js';
import { codeOf, type EffectHandler, performEffect } from './perform.js';
import type { Run } from './run.js';

/** Named moments between two writes of the commit protocol; crash tests stop the process there. */
export type Checkpoint = (
  at: 'stored' | 'ran' | 'sealed' | 'effect' | 'sent' | 'marked' | 'inbox-closed',
  conversation: string,
) => void | Promise<void>;

/** Structured logging without personal data: codes, conversation ids (pseudonyms), counts. */
export interface Log {
  info(entry: Record<string, unknown>): void;
  warn(entry: Record<string, unknown>): void;
  error(entry: Record<string, unknown>): void;
}

export interface TurnServiceParts extends DangerLineParts {
  readonly inbox: Inbox;
  readonly conversations: ConversationStore;
  readonly log: MessageLog;
  readonly parkedEffects: ParkedEffects;
  readonly handlers: Readonly<Record<string, EffectHandler>>;
  readonly run: Run;
  readonly ids: Ids;
  readonly logger: Log;
  /** `channel:pseudonym` of an address. */
  readonly conversationOf: (channel: string, address: string) => string;
  readonly contactOf: (conversation: string) => string;
  readonly apology: (locale: string, inReplyTo: string) => { reply: Reply; inReplyTo: string };
  /** Which conversations are worked on here; without it all of them. */
  readonly ownership?: Ownership;
  readonly checkpoint?: Checkpoint;
}

/** Rows that nobody worked on for this long are taken up by whoever notices. */
const ABANDONED_MS = 5_000;
/** Idle lanes kept in memory so that a conversation's next message needs no read. */
const MAX_IDLE_LANES = 10_000;
/** What was performed is cleared this long after it, all conversations together, unless a next turn did so. */
const SWEEP_MS = 2_000;

/** The life of a message: receive, lane, run, seal, perform, mark. */
export class TurnService {
  readonly #parts: TurnServiceParts & LaneParts;
  readonly #unswept = new Set<Lane>();
  #cancelSweep: (() => void) | undefined;
  /** Channels on which only this process can send. */
  #exclusive: ReadonlySet<Channel> = new Set();
  readonly #lanes = new Map<string, Lane>();
  readonly #danger: DangerLine;

  constructor(parts: TurnServiceParts) {
    this.#danger = new DangerLine(parts);
    this.#parts = {
      ...parts,
      checkpoint: parts.checkpoint ?? (() => {}),
      ownership: withChannels(parts.channels, parts.ownership ?? ownsAll),
      sweepLater: (lane) => this.#sweepLater(lane),
      settled: (rowIds) => this.#danger.settled(rowIds),
    };
  }

  /**
   * Stores a message; when this resolves it is durable and may be acknowledged.
   * @throws Problem `store_away` (retryable) when it could not be stored; danger has been answered all the same.
   */
  async receive(message: Message): Promise<void> {
    const conversation = this.#parts.conversationOf(message.channel, message.address);
    let isStored = false;
    this.#danger.expect(message, async () => !isStored || (await this.#isLeft(conversation)));
    try {
      await this.#store(conversation, message);
      isStored = true;
    } catch (cause) {
      this.#danger.cancel(rowIdOf(message));
      await this.#danger.give(message);
      throw new Problem('store_away', 'the message could not be stored', { retryable: true, cause });
    }
  }

  /** Whether a stored message that shows danger and has no sealed turn yet waits for us, or for a store that is away;
   * whoever else owns the conversation finds it there, and answers. */
  async #isLeft(conversation: string): Promise<boolean> {
    if (this.#parts.ownership.owns(conversation)) return true;
    return this.#parts.inbox.open(conversation).then(
      () => false,
      () => true,
    );
  }

  /** Something that happened elsewhere enters the citizen's conversation as an event. `id` makes it happen once. */
  async post(conversation: string, id: string, name: string, data: JsonObject): Promise<void> {
    const channel = channelOf(conversation);
    const at = this.#parts.clock.now();
    const body = { kind: 'event', name, data } as const;
    await this.#store(conversation, { id: `event:${id}`, channel, address: '', at, body });
  }

  /**
   * Tries an effect that was parked once more; it is idempotent under its key, so that however often this is asked it
   * happens once. False when it does not wait any more.
   * @throws what made it fail again; it stays parked under the new reason.
   */
  async retry(parkedId: string): Promise<boolean> {
    const { parkedEffects, handlers } = this.#parts;
    const parked = await parkedEffects.find(parkedId);
    if (!parked) return false;
    try {
      await performEffect(handlers, parked.effect, parked.origin);
    } catch (error) {
      await parkedEffects.park({ ...parked, code: codeOf(error) });
      throw error;
    }
    await parkedEffects.performed(parkedId);
    return true;
  }

  /** Takes up what was left in conversations that are ours for as long as `graceMs`: open rows, sealed replies. Call when
   * they become ours, and now and then. */
  async recover(graceMs = ABANDONED_MS): Promise<void> {
    const { clock, inbox, conversations, channels, ownership } = this.#parts;
    const before = clock.now() + 1 - (this.#becameOurs() ? 0 : graceMs);
    const held = ownership.held();
    const abandoned = await inbox.waiting(before, held);
    const unperformed = await conversations.unperformed(before, [...channels.keys()], held);
    const rows = abandoned.filter(({ id, conversation }) => !this.#lanes.get(conversation)?.knows(id));
    const left = new Set([...rows.map((row) => row.conversation), ...unperformed]);
    for (const id of left) if (ownership.owns(id)) this.look(id);
  }

  /** Whether a channel that only one process can send on became ours since this was asked last. */
  #becameOurs(): boolean {
    const ours = new Set([...this.#parts.channels.values()].filter((it) => it.sendsHere));
    const isNew = [...ours].some((channel) => !this.#exclusive.has(channel));
    this.#exclusive = ours;
    return isNew;
  }

  /** Looks for messages that other processes stored for conversations of channels that are open here and ours. To be
   * called often while there are such processes; asks nothing when there are none. */
  async listen(): Promise<void> {
    const { clock, inbox, ownership } = this.#parts;
    if (!ownership.isShared()) return;
    const rows = await inbox.waiting(clock.now() + 1, ownership.held());
    for (const { id, conversation } of rows) {
      if (ownership.owns(conversation) && !this.#lanes.get(conversation)?.knows(id)) this.look(conversation);
    }
  }

  /** Looks in the store for this conversation's open rows and unsent replies. */
  look(conversation: string): void {
    this.#lane(conversation).look();
  }

  /** Resolves when no lane has anything left to do. */
  async settled(): Promise<void> {
    for (let busy = this.#busy(); busy.length > 0; busy = this.#busy()) {
      await Promise.all(busy.map((lane) => lane.settled()));
    }
  }

  /** Lets go of pauses after failures; what was left undone is in the store. Call when settled. */
  async stop(): Promise<void> {
    this.#danger.stop();
    for (const lane of this.#lanes.values()) lane.stop();
    this.#cancelSweep?.();
    await this.#sweep();
  }

  #sweepLater(lane: Lane): void {
    this.#unswept.add(lane);
    this.#cancelSweep ??= this.#parts.clock.after(SWEEP_MS, () => void this.#sweep());
  }

  async #sweep(): Promise<void> {
    this.#cancelSweep = undefined;
    const lanes = [...this.#unswept];
    this.#unswept.clear();
    const swept = await Promise.allSettled(lanes.map((lane) => lane.sweep()));
    const failed = swept.find((one) => one.status === 'rejected');
    // It is done again by whoever finds the conversation in the scan of what is unperformed.
    if (failed) this.#parts.logger.warn({ code: 'unswept', reason: codeOf(failed.reason) });
  }

  #busy(): Lane[] {
    return [...this.#lanes.values()].filter((lane) => !lane.atRest);
  }

  async #store(conversation: string, message: Message): Promise<void> {
    const id = rowIdOf(message);
    const row: InboxRow = { id, conversation, message, receivedAt: this.#parts.clock.now(), attempts: 0 };
    const isNew = await this.#parts.inbox.insert(row);
    await this.#parts.checkpoint('stored', conversation);
    const { ownership } = this.#parts;
    // Whose it is finds it in the store.
    if (!ownership.owns(conversation)) return;
    const lane = this.#lane(conversation);
    if (isNew) lane.add(row, ownership.isShared());
    else if (!lane.knows(id)) lane.look();
  }

  #lane(conversation: string): Lane {
    const known = this.#lanes.get(conversation);
    if (known) return known;
    if (this.#lanes.size >= MAX_IDLE_LANES) {
      for (const [id, lane] of this.#lanes) {
        if (lane.forgettable) this.#lanes.delete(id);
        if (this.#lanes.size < MAX_IDLE_LANES) break;
      }
    }
    const lane = new Lane(conversation, this.#parts);
    this.#lanes.set(conversation, lane);
    return lane;
  }
}
