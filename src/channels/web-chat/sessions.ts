import type { JsonObject } from '../../domain/json.js';
import type { ChatLine, ChatSessions } from '../../ports/chat-sessions.js';
import type { Clock } from '../../ports/clock.js';
import { Problem } from '../../problem.js';
import { stableId } from './activity.js';
import type { WebChatChannel } from './web-chat.js';

/** After the first answer the others of the same turn follow at once. */
const MORE_MS = 250;
const MAX_LINES = 200;

/** The channel as a page without script uses it: whole requests instead of a stream. */
export function chatSessions(channel: WebChatChannel, clock: Clock): ChatSessions {
  return {
    begin: (ip) => {
      channel.limits.start(ip);
      return channel.tokens.issue(channel.tokens.begin());
    },
    say: async (token, id, { text, option, locale }) => {
      const activity = {
        type: 'message',
        text,
        channelData: { clientActivityID: id },
        ...(option === undefined ? {} : { value: { option } }),
        ...(locale === undefined ? {} : { locale }),
      };
      await channel.post(channel.tokens.read(token), activity).catch((error: unknown) => {
        throw error instanceof Problem ? withLines(error) : error;
      });
    },
    give: async (token, contentType, body, ip) => {
      await channel.upload(channel.tokens.read(token), contentType, body, ip).catch((error: unknown) => {
        throw error instanceof Problem ? withLines(error) : error;
      });
    },
    history: async (token, waitFor) => {
      const { conversation } = channel.tokens.read(token);
      if (waitFor) await answered(channel, clock, conversation, waitFor);
      return (await everything(channel, conversation)).flatMap(lineOf).slice(-MAX_LINES);
    },
    end: (token) => channel.end(channel.tokens.read(token)),
  };
}

async function everything(channel: WebChatChannel, conversation: string): Promise<JsonObject[]> {
  const all: JsonObject[] = [];
  for (let after = 0; ; ) {
    const rows = await channel.read(conversation, after);
    all.push(...rows.map((row) => row.activity));
    const last = rows.at(-1);
    if (!last) return all;
    after = last.seq;
  }
}

/** Resolves when a message has been answered, or after `ms`. */
async function answered(
  channel: WebChatChannel,
  clock: Clock,
  conversation: string,
  { id, ms }: { readonly id: string; readonly ms: number },
): Promise<void> {
  const question = stableId('activity', conversation, id);
  const answers = (activity: JsonObject): boolean => activity.replyToId === question;
  let answer = (): void => {};
  const came = new Promise<void>((resolve) => (answer = resolve));
  const look = async (): Promise<void> => {
    if ((await everything(channel, conversation)).some(answers)) answer();
  };
  const stopWatching = channel.hub.watch(conversation, {
    appended: (_seq, activity) => {
      if (answers(activity)) answer();
    },
    passing: () => {},
    behind: () => void look().catch(() => {}),
    ended: answer,
  });
  try {
    const cancel = clock.after(ms, answer);
    await look();
    await came;
    cancel();
    await new Promise<void>((resolve) => void clock.after(MORE_MS, resolve));
  } finally {
    stopWatching?.();
  }
}

function withLines(problem: Problem): Problem {
  const urgent = (problem.details.urgent ?? []) as JsonObject[];
  const { code, message, retryable } = problem;
  const details = { ...problem.details, urgent: urgent.flatMap(lineOf) };
  return new Problem(code, message, { retryable, details, cause: problem });
}

function lineOf(activity: JsonObject): ChatLine[] {
  if (activity.type !== 'message') return [];
  const by = (activity.from as JsonObject).role === 'bot' ? 'service' : 'person';
  const actions = (activity.suggestedActions as { actions?: JsonObject[] } | undefined)?.actions ?? [];
  const options = actions.map((it) => ({
    value: String((it.value as JsonObject).option),
    label: String(it.title),
  }));
  return [{ by, text: String(activity.text ?? ''), options }];
}
