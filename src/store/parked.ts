import type { Connection } from 'mongoose';
import type { Message } from '../domain/message.js';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { ParkedMessages } from '../ports/parked.js';

interface StoredRow {
  _id: string;
  conversation: string;
  receivedAt: number;
  sealed: Uint8Array | { buffer: Uint8Array };
}

/** The parked rows of the inbox. */
export function createParkedMessages(connection: Connection, sealer: Sealer): ParkedMessages {
  const model = connection.model<StoredRow>('Inbox');
  return {
    list: async (limit) => {
      const rows = await model
        .find({ parked: true })
        .sort({ receivedAt: 1 })
        .limit(limit)
        .lean<StoredRow[]>();
      return rows.map(({ _id: id, conversation, receivedAt, sealed }) => {
        const bytes = sealed instanceof Uint8Array ? sealed : sealed.buffer;
        return {
          id,
          conversation,
          receivedAt,
          message: JSON.parse(sealer.open('inbox', id, bytes)) as Message,
        };
      });
    },
    dismiss: async (id) => {
      await model.deleteOne({ _id: id, parked: true });
    },
  };
}
