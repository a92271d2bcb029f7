import type { NewCase } from '../../domain/case.js';
import { evidenceOf, type Handling, keptByLaw } from '../../domain/evidence.js';
import type { AgencyDirectory } from '../../domain/agency.js';
import { transition } from '../../domain/workflow.js';
import type { CaseStore } from '../../ports/case-stores.js';
import { changeCase } from '../../ports/change-case.js';
import type { Clock } from '../../ports/clock.js';
import type { MediaStore } from '../../ports/media.js';
import type { EffectHandler } from '../perform.js';
import { filesIn } from './held.js';

export interface MediaEffectParts {
  readonly media: MediaStore;
  readonly cases: CaseStore;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly handlingOfCase: (id: string) => Promise<Handling>;
  readonly clock: Clock;
}

/** What performs decisions about files; each is idempotent. */
export function mediaHandlers(parts: MediaEffectParts): Record<string, EffectHandler> {
  return {
    'media.drop': (effect) => parts.media.remove(effect.data.ids as string[]),
    'case.evidence': async (effect, { key }) => {
      const id = String(effect.data.case);
      const files = filesIn(effect.data.files);
      const ids = files.map((it) => it.id);
      if (((await parts.cases.find({ id }))?.key ?? null) === null) return parts.media.remove(ids);
      const there = await parts.media.attach(ids, id);
      const handling = await parts.handlingOfCase(id);
      const now = parts.clock.now();
      const evidence = files.filter((it) => there.includes(it.id)).map((it) => evidenceOf(it, handling, now));
      if (evidence.length === 0) return;
      const agencies = await parts.agencies();
      let isTaken = true;
      await changeCase(parts.cases, id, (of) => {
        const moved = transition(
          of,
          { id: key, type: 'add', by: { kind: 'citizen' }, evidence },
          agencies,
          now,
        );
        isTaken = moved.ok;
        return moved.ok ? moved.case : of;
      });
      if (!isTaken) await parts.media.remove(evidence.map((it) => it.id));
    },
  };
}

/** The case with those of its files that are there, which from now on are its own. */
export async function withFiles({ media }: MediaEffectParts, fresh: NewCase): Promise<NewCase> {
  const { evidence = [] } = fresh;
  if (evidence.length === 0) return fresh;
  const there = await media.attach(
    evidence.map(({ id }) => id),
    fresh.id,
  );
  return { ...fresh, evidence: evidence.filter(({ id }) => there.includes(id)) };
}

/** Removes a case's files, but not what the law keeps. */
export async function dropFiles({ media, cases }: MediaEffectParts, id: string): Promise<void> {
  const of = await cases.find({ id });
  const gone = (of?.evidence ?? []).filter((it) => !keptByLaw(it)).map((it) => it.id);
  if (gone.length > 0) await media.remove(gone);
}
