import type { Connection } from 'mongoose';
import type { Sealer } from '../engine/sealing/sealer.js';
import type { StoryStore } from '../ports/own-cases.js';
import { bytesOf } from './bytes.js';

interface StoredStory {
  _id: string;
  sealed: Buffer | { buffer: Uint8Array };
}

export function createStoryStore(connection: Connection, sealer: Sealer): StoryStore {
  const model = connection.model<StoredStory>('Story');
  return {
    keep: async (key, text, at) => {
      const sealed = sealer.seal('story', key, text);
      await model.updateOne({ _id: key }, { $setOnInsert: { at: new Date(at), sealed } }, { upsert: true });
    },
    read: async (keys) => {
      const rows = await model.find({ _id: { $in: keys } }).lean<StoredStory[]>();
      const texts = new Map(rows.map((row) => [row._id, sealer.open('story', row._id, bytesOf(row.sealed))]));
      return keys.flatMap((key) => texts.get(key) ?? []);
    },
    drop: async (keys) => {
      await model.deleteMany({ _id: { $in: keys } });
    },
  };
}
