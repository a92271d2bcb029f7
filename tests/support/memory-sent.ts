import {
  DELIVERY_STATES,
  type DeliveryState,
  type SentMessages,
  type SentText,
} from '../../src/ports/sent-messages.js';

/** What a channel sent, in memory. */
export function memorySent(): SentMessages {
  const rows = new Map<string, { sent: SentText; state: DeliveryState }>();
  return {
    remember: async (id, sent) => {
      if (!rows.has(id)) rows.set(id, { sent, state: 'pending' });
    },
    find: async (id) => rows.get(id)?.sent ?? null,
    advance: async (id, state) => {
      const row = rows.get(id);
      if (row && DELIVERY_STATES.indexOf(state) > DELIVERY_STATES.indexOf(row.state)) row.state = state;
    },
    stateOf: async (id) => rows.get(id)?.state ?? null,
  };
}
