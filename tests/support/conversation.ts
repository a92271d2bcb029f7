import { Readable } from 'node:stream';
import type { JsonObject } from '../../src/domain/json.js';
import type { Effect, MessageBody, Reply } from '../../src/domain/message.js';
import { readConfig } from '../../src/config.js';
import { type Assembly, assemble, type TurnStores } from '../../src/assembly.js';
import { loadMind, type Mind } from '../../src/mind.js';
import type { Channel, Outgoing, Receive } from '../../src/ports/channel.js';
import { MemoryCases } from './memory-cases.js';
import { memoryIntake } from './memory-media.js';
import { MemoryStores } from './memory-stores.js';
import { SHOWS_NOTHING, TestClock, testIds, TestLog } from './universe.js';

let mind: Promise<Mind> | undefined;
/** Catalogues and model, loaded once for a test file. */
export const sharedMind = (): Promise<Mind> => (mind ??= loadMind());

export const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** A channel that keeps what it was given. */
export class RecordingChannel implements Channel {
  readonly name: string;
  readonly capabilities = {
    maxTextLength: 4_096,
    maxButtons: 0,
    choosesMessageId: true,
    joinWindowMs: 0,
    ...SHOWS_NOTHING,
  };
  readonly sent: Outgoing[] = [];
  receive: Receive = async () => {};
  /** Throws to simulate a channel that is away. */
  beforeSend: (outgoing: Outgoing) => void = () => {};

  constructor(name = 'terminal') {
    this.name = name;
  }

  async start(receive: Receive): Promise<void> {
    this.receive = receive;
  }

  async send(outgoing: Outgoing): Promise<{ providerId: string }> {
    this.beforeSend(outgoing);
    this.sent.push(outgoing);
    return { providerId: outgoing.id };
  }

  async stop(): Promise<void> {}
}

/** One person talking to the whole turn over stores in memory. */
export class Conversation {
  readonly memory: MemoryStores;
  readonly channel = new RecordingChannel();
  /** Where the same person, or somebody else, also writes from. */
  readonly other = new RecordingChannel('web-chat');
  readonly clock = new TestClock();
  readonly log = new TestLog();
  readonly effects: Effect[] = [];
  /** Cases, consultations, bodies and people on call. */
  readonly world: MemoryCases;
  /** What the channel says the person reads, where it knows. */
  locale: string | undefined;
  readonly #parts: Assembly;
  #count = 0;

  private constructor(parts: Mind, memory?: MemoryStores, world?: MemoryCases) {
    this.world = world ?? new MemoryCases();
    this.memory = memory ?? new MemoryStores(() => this.clock.now());
    const stores: TurnStores = {
      ...this.world.stores(),
      inbox: this.memory.inbox,
      conversations: this.memory.conversationStore,
      log: this.memory.log,
      parkedEffects: this.memory.parkedEffects,
      alerts: {
        raise: async ({ id, kind }) =>
          void this.effects.push({ kind: 'danger.alert', key: id, data: { kind } }),
        open: async () => [],
        find: async () => null,
        update: async () => false,
        recent: async () => [],
        openIn: async () => null,
      },
      missed: {
        figure: async (_key, data) => void this.effects.push({ kind: 'figure.missed', data }),
        message: async (_key, data) => void this.effects.push({ kind: 'understanding.missed', data }),
      },
    };
    this.#parts = assemble(parts, stores, {
      config: readConfig({}),
      secretKey: SECRET_KEY,
      channels: [this.channel, this.other],
      clock: this.clock,
      ids: testIds(),
      logger: this.log,
    });
  }

  static async open(memory?: MemoryStores, world?: MemoryCases): Promise<Conversation> {
    const conversation = new Conversation(await sharedMind(), memory, world);
    await conversation.#parts.consultations.all();
    for (const channel of [conversation.channel, conversation.other])
      await channel.start((message) => conversation.#parts.turns.receive(message));
    return conversation;
  }

  get turns(): Assembly['turns'] {
    return this.#parts.turns;
  }

  get ring(): Assembly['ring'] {
    return this.#parts.ring;
  }

  /** Every body there is, with what the world knows of its contact. */
  agencies(): ReturnType<Assembly['agencies']> {
    return this.#parts.agencies();
  }

  get id(): string {
    return this.#parts.conversationOf(this.channel.name, 'persona');
  }

  get otherId(): string {
    return this.#parts.conversationOf(this.other.name, 'persona');
  }

  /** Says something and returns the replies to it. */
  async say(text: string, address = 'persona'): Promise<Reply[]> {
    return this.send({ kind: 'text', text }, this.channel, address);
  }

  /** Says something in the other channel. */
  async sayThere(text: string): Promise<Reply[]> {
    return this.send({ kind: 'text', text }, this.other);
  }

  /** Sends anything a channel can carry and returns the replies to it. */
  async send(body: MessageBody, channel = this.channel, address = 'persona'): Promise<Reply[]> {
    const heard = this.#listen(channel);
    this.clock.advance(1_000);
    await channel.receive({
      id: `m${(this.#count += 1)}`,
      channel: channel.name,
      address,
      at: this.clock.now(),
      body,
      ...(this.locale === undefined ? {} : { locale: this.locale }),
    });
    await this.turns.settled();
    return heard();
  }

  /** What is said from here on: in this channel, and after that, marked with », in the other one. */
  #listen(channel: RecordingChannel): () => Reply[] {
    const elsewhere = channel === this.channel ? this.other : this.channel;
    const [here, there] = [channel.sent.length, elsewhere.sent.length];
    return () => [
      ...channel.sent.slice(here).map(({ reply }) => reply),
      ...elsewhere.sent.slice(there).map(({ reply }) => ({ ...reply, key: `» ${reply.key}` })),
    ];
  }

  /** Gives a file, as a channel takes it in. */
  async give(bytes: Buffer, caption?: string): Promise<Reply[]> {
    const said = caption === undefined ? [] : await this.say(caption);
    const { name } = this.channel;
    const intake = memoryIntake(this.world.media, {}, () => this.id);
    const source = `f${this.#count + 1}`;
    const open = async () => Readable.from([bytes]);
    const taken = await intake.take({ channel: name, address: 'persona', source, open });
    const file = await this.send(
      'media' in taken
        ? { kind: 'media', media: taken.media }
        : { kind: 'refused-media', why: taken.refused },
    );
    return [...said, ...file];
  }

  /** Something that happens elsewhere and enters this conversation. */
  async happen(id: string, name: string, data: JsonObject, address = 'persona'): Promise<Reply[]> {
    const heard = this.#listen(this.channel);
    await this.turns.post(this.#parts.conversationOf(this.channel.name, address), id, name, data);
    await this.turns.settled();
    return heard();
  }
}
