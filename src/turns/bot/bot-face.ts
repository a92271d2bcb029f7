import { BotAdapter, TurnContext } from 'botbuilder-core';
import { type Activity, ActivityTypes, type ResourceResponse } from 'botframework-schema';
import type { Reply } from '../../domain/message.js';
import { Problem } from '../../problem.js';
import type { Beat, Stage } from '../beat.js';

const BEAT = 'beat';
const REPLIES = 'replies';

/**
 * The turn's face towards the Bot Framework: stages run in botbuilder middleware around a TurnContext, and what is
 * said leaves as activities. Nothing is sent from here: activities are collected and become part of the seal.
 */
export class BotFace extends BotAdapter {
  readonly #speak: (beat: Beat) => Reply[];

  constructor(stages: readonly Stage[], speak: (beat: Beat) => Reply[]) {
    super();
    this.#speak = speak;
    // One middleware for all of them: each has its price in botbuilder.
    this.use(async (context: TurnContext, next: () => Promise<void>) =>
      through(stages, context.turnState.get<Beat>(BEAT), next),
    );
  }

  /** Runs one beat through every stage and returns what it said, in order. */
  async process(beat: Beat): Promise<Reply[]> {
    const context = new TurnContext(this, activityOf(beat));
    const replies: Reply[] = [];
    context.turnState.set(BEAT, beat);
    context.turnState.set(REPLIES, replies);
    await this.runMiddleware(context, async () => {});
    const said = this.#speak(beat).map((reply) => ({
      type: ActivityTypes.Message,
      text: reply.text,
      locale: beat.state.locale,
      channelData: { reply },
    }));
    if (said.length > 0) await context.sendActivities(said);
    return replies;
  }

  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const replies = context.turnState.get<Reply[]>(REPLIES);
    return activities.map((activity) => {
      const data = activity.channelData as { reply?: Reply } | undefined;
      if (data?.reply) replies.push(data.reply);
      return { id: String(replies.length) };
    });
  }

  override async updateActivity(): Promise<void> {
    throw new Problem('bot_update_unsupported', 'a sealed reply is never changed');
  }

  override async deleteActivity(): Promise<void> {
    throw new Problem('bot_delete_unsupported', 'a sealed reply is never taken back');
  }

  override async continueConversation(): Promise<void> {
    throw new Problem(
      'bot_continue_unsupported',
      'what happens elsewhere enters through the inbox as an event',
    );
  }

  override async continueConversationAsync(): Promise<void> {
    await this.continueConversation();
  }
}

/** Each stage in its turn; the one that does not hand the beat on is the last. */
function through(stages: readonly Stage[], beat: Beat, end: () => Promise<void>): Promise<void> {
  const from = (at: number): Promise<void> => {
    const stage = stages[at];
    return stage ? stage(beat, () => from(at + 1)) : end();
  };
  return from(0);
}

function activityOf(beat: Beat): Partial<Activity> {
  const { message, input } = beat;
  return {
    type: message.body.kind === 'event' ? ActivityTypes.Event : ActivityTypes.Message,
    id: message.id,
    channelId: message.channel,
    text: input.text,
    locale: beat.state.locale,
    timestamp: new Date(message.at),
    conversation: { id: input.conversation, isGroup: false, conversationType: 'personal', name: '' },
    from: { id: input.contact, name: '' },
    recipient: { id: 'sigesi-participa', name: 'SIGESI Participa' },
    ...(message.body.kind === 'event' ? { name: message.body.name } : {}),
  };
}
