import type { ConversationState, InboxRow } from '../domain/conversation.js';
import type { Inbox } from '../ports/turn-stores.js';
import type { Log, TurnServiceParts } from './service.js';
import type { TurnResult } from './run.js';

export interface ParkingParts extends Pick<TurnServiceParts, 'apology' | 'dangerOf' | 'dangerLine'> {
  readonly inbox: Inbox;
  readonly logger: Log;
}

/** Keeps rows for a person to look at. What is sealed in place of their turn: whatever failed, who is in danger gets the
 * line and the people on call hear of it, the others an apology. */
export async function parkedTurn(
  parts: ParkingParts,
  { id, state }: { readonly id: string; readonly state: ConversationState },
  rows: readonly InboxRow[],
  { now, code, error }: { readonly now: number; readonly code: string; readonly error?: unknown },
): Promise<TurnResult> {
  const reason = error === undefined ? {} : { error: String((error as Error).stack) };
  parts.logger.error({ conversation: id, code, ...reason });
  await parts.inbox.close(
    rows.map((row) => row.id),
    'parked',
  );
  for (const { message } of rows) {
    const kind = message.body.kind === 'text' ? parts.dangerOf(message.body.text) : null;
    if (!kind) continue;
    return {
      state,
      effects: [{ kind: 'danger.alert', data: { kind, at: now } }],
      replies: [{ reply: parts.dangerLine(state.locale, kind), inReplyTo: message.id }],
    };
  }
  return { state, effects: [], replies: [parts.apology(state.locale, rows.at(-1)?.message.id ?? '')] };
}
