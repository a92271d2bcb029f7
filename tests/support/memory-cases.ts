import type { Agency } from '../../src/domain/agency.js';
import type { Case } from '../../src/domain/case.js';
import type { Consultation, Response } from '../../src/domain/consultation.js';
import type { OnCallPerson } from '../../src/domain/roster.js';
import type { Handoff } from '../../src/ports/handoffs.js';
import type { Stores } from '../../src/store/index.js';
import { MemoryMedia } from './memory-media.js';
import { MemoryLinks } from './memory-links.js';
import { memoryStore } from '../conformance/memory-observation-store.js';

type CaseStores = Omit<
  Stores,
  | 'inbox'
  | 'conversations'
  | 'log'
  | 'missed'
  | 'alerts'
  | 'audit'
  | 'failures'
  | 'parked'
  | 'parkedEffects'
  | 'deliveryCounts'
>;

/** Cases, consultations, bodies and people on call in memory, for recorded conversations. */
export class MemoryCases {
  readonly cases = new Map<string, Case>();
  readonly handoffs = new Map<string, Handoff>();
  readonly stories = new Map<string, string>();
  readonly media = new MemoryMedia();
  readonly responses = new Map<string, Response>();
  readonly superseded = new Set<string>();
  readonly links = new MemoryLinks();
  readonly observations = memoryStore();
  consultations: Consultation[] = [];
  agencies: Agency[] = [];
  roster: OnCallPerson[] = [];

  stores(): CaseStores {
    const values = (): Case[] => [...this.cases.values()];
    return {
      cases: {
        open: async (fresh) => {
          if (!this.cases.has(fresh.id)) this.cases.set(fresh.id, structuredClone(fresh));
          return this.cases.get(fresh.id) as Case;
        },
        find: async (by) =>
          values().find((it) => ('id' in by ? it.id === by.id : it.code === by.code)) ?? null,
        update: async (id, version, next) => {
          if (this.cases.get(id)?.version !== version) return false;
          this.cases.set(id, structuredClone(next));
          return true;
        },
        list: async () => values(),
        ofConversation: async (conversation) => values().filter((it) => it.conversation === conversation),
        lease: async () => [],
        waiting: async () => [],
        untold: async () => [],
        alerting: async () => [],
      },
      handoffs: {
        begin: async (fresh) =>
          void this.handoffs.set(fresh.id, {
            ...fresh,
            status: 'waiting',
            official: null,
            lines: [],
            version: 1,
          }),
        find: async (id) => this.handoffs.get(id) ?? null,
        open: async () => [...this.handoffs.values()],
        update: async (it) => {
          if (this.handoffs.get(it.id)?.version !== it.version) return false;
          this.handoffs.set(it.id, { ...it, version: it.version + 1 });
          return true;
        },
        erase: async () => this.handoffs.clear(),
      },
      links: this.links,
      stories: {
        keep: async (key, text) => void this.stories.set(key, text),
        read: async (keys) => keys.flatMap((key) => this.stories.get(key) ?? []),
        drop: async (keys) => keys.forEach((key) => this.stories.delete(key)),
      },
      media: this.media,
      agencies: { all: async () => this.agencies, save: async () => 'same' },
      roster: { all: async () => this.roster, replace: async () => {} },
      consultations: {
        all: async () => this.consultations,
        save: async () => 'same',
        setStatus: async () => {},
      },
      observations: this.observations,
      tallies: { of: async () => null, keep: async (_id, tally) => tally },
      responses: {
        record: async (key, response) => {
          if (!this.responses.has(key)) this.responses.set(key, response);
        },
        of: async (id) =>
          [...this.responses]
            .filter(([key, it]) => it.consultation === id && !this.superseded.has(key))
            .map(([, it]) => it),
        byPerson: async (person) =>
          [...this.responses.values()].filter((it) => it.person === person).map((it) => it.consultation),
        countOnce: async (people, consultations) => {
          let twice = 0;
          for (const id of consultations) {
            const given = [...this.responses]
              .filter(([, it]) => it.consultation === id && people.includes(it.person))
              .toSorted(([, one], [, other]) => one.at - other.at);
            given.forEach(([key], index) => this.superseded[index === 0 ? 'delete' : 'add'](key));
            if (given.length > 1) twice += 1;
          }
          return twice;
        },
        erase: async (person, ids) => {
          for (const [key, it] of this.responses) {
            if (it.person === person && ids.includes(it.consultation)) this.responses.delete(key);
          }
        },
      },
    };
  }
}
