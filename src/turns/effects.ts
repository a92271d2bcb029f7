import type { AgencyDirectory } from '../domain/agency.js';
import { type Case, type NewCase, openCase } from '../domain/case.js';
import { erased, silenced } from '../domain/case-lifecycle.js';
import { CHAT_ONLY, type SealedFields, unreachable } from '../domain/contact.js';
import type { Consultation, Response } from '../domain/consultation.js';
import { responseKey } from '../domain/consultation.js';
import type { Handling } from '../domain/evidence.js';
import type { JsonObject } from '../domain/json.js';
import type { DangerKind } from '../domain/understanding.js';
import { transition } from '../domain/workflow.js';
import type { CaseEvent } from '../domain/workflow-rules.js';
import { caseSealer } from '../engine/sealing/case-sealer.js';
import { openWords, sealWords } from '../engine/sealing/case-words.js';
import type { Keyring } from '../engine/sealing/keyring.js';
import type { CaseStore } from '../ports/case-stores.js';
import { changeCase } from '../ports/change-case.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { AlertLog, AlertStore } from '../ports/danger-alerts.js';
import { changeHandoff, ended, type HandoffStore, withLine } from '../ports/handoffs.js';
import type { Ids } from '../ports/ids.js';
import type { MediaStore } from '../ports/media.js';
import { personOf } from '../ports/links.js';
import type { MissedStore } from '../ports/missed.js';
import type { ParkedEffects } from '../ports/parked.js';
import type { OwnCases, StoryStore } from '../ports/own-cases.js';
import type { Inbox, MessageLog } from '../ports/turn-stores.js';
import { endAlarm, raiseAlarm, withAlarm } from './danger-alarm.js';
import { Problem } from '../problem.js';
import { dropFiles, mediaHandlers, withFiles } from './media/effects.js';
import { countOnce, type LinkEffectParts, linkEffects } from './link-effects.js';
import type { EffectHandler } from './perform.js';

export interface EffectParts extends LinkEffectParts {
  readonly cases: CaseStore & OwnCases;
  readonly stories: StoryStore;
  readonly alerts: AlertStore & AlertLog;
  readonly handoffs: HandoffStore;
  readonly media: MediaStore;
  readonly handlingOfCase: (id: string) => Promise<Handling>;
  readonly missed: MissedStore;
  readonly log: Pick<MessageLog, 'erase'>;
  readonly inbox: Pick<Inbox, 'eraseParked'>;
  readonly parkedEffects: Pick<ParkedEffects, 'erase'>;
  readonly agencies: () => Promise<AgencyDirectory>;
  readonly consultation: (id: string) => Consultation | undefined;
  /** Takes names, numbers and addresses out of a text. */
  readonly withoutPersonalData: (text: string) => string;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly ring: Keyring;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** What performs the effects of sealed turns; each is idempotent under its key. */
export function effectHandlers(parts: EffectParts): Record<string, EffectHandler> {
  return {
    ...linkEffects(parts),
    'danger.alert': (effect, { key, conversation }) =>
      raiseAlarm(
        parts,
        { id: key, conversation: conversation.id, kind: effect.data.kind as DangerKind },
        Number(effect.data.at),
      ),
    'figure.missed': (effect, { key }) => parts.missed.figure(key, effect.data),
    'understanding.missed': (effect, { key }) =>
      parts.missed.message(key, {
        ...effect.data,
        text: parts.withoutPersonalData(String(effect.data.text)),
      }),
    'story.keep': (effect, { key }) =>
      parts.stories.keep(key, String(effect.data.text), Number(effect.data.at)),
    'story.drop': (effect) => parts.stories.drop(effect.data.story as string[]),
    'case.open': async (effect) => {
      const story = effect.data.story as string[];
      const told = await withStory(parts, effect.data.case as unknown as NewCase, story);
      const fresh = await withFiles(parts, told);
      const now = parts.clock.now();
      const opened = await withAlarm(parts, openCase(fresh, await parts.agencies(), now));
      await endAlarm(parts, await parts.cases.open(opened), now);
      if (story.length > 0) await parts.stories.drop(story);
    },
    'case.event': async (effect, { key }) => {
      const agencies = await parts.agencies();
      await changeCase(parts.cases, String(effect.data.case), (of) => {
        const event = sealedEvent(parts, of.id, of.key, key, effect.data);
        const moved = transition(of, event, agencies, parts.clock.now());
        if (!moved.ok || moved.case === of) return of;
        const { watched } = effect.data;
        return typeof watched === 'string' ? silenced(moved.case, notThere(parts, of, watched)) : moved.case;
      });
    },
    ...mediaHandlers(parts),
    'case.erase': async (effect) => {
      await dropFiles(parts, String(effect.data.case));
      await changeCase(parts.cases, String(effect.data.case), (of) =>
        of.key === null ? of : erased(of, parts.clock.now()),
      );
    },
    'response.record': async (effect, { conversation }) => {
      const response = effect.data.response as unknown as Response;
      const consultation = parts.consultation(response.consultation);
      if (!consultation)
        throw new Problem('consultation.unknown', 'the consultation is not known here yet', {
          retryable: true,
        });
      await parts.responses.record(
        responseKey(consultation, response.person, String(effect.data.filling)),
        response,
      );
      // Joined to another channel meanwhile: whoever comes second, this or the joining, sees the other's answer.
      await countOnce(parts, conversation.id);
    },
    'responses.erase': async (effect, { conversation }) => {
      for (const id of (await personOf(parts.links, conversation.id)).conversations)
        await parts.responses.erase(parts.contactOf(id), effect.data.consultations as string[]);
    },
    'history.erase': async (effect, { conversation }) => {
      await parts.log.erase(conversation.id, Number(effect.data.before));
      await parts.inbox.eraseParked(conversation.id, Number(effect.data.before));
      await parts.media.removeHeld(conversation.id);
      await parts.handoffs.erase(conversation.id);
      await parts.parkedEffects.erase(conversation.id, Number(effect.data.before));
      await parts.channels.get(conversation.channel)?.forget?.(conversation.address);
    },
    'handoff.begin': (effect, { key, conversation }) =>
      parts.handoffs.begin({
        id: key,
        conversation: conversation.id,
        openedAt: Number(effect.data.at),
      }),
    'handoff.say': async ({ data }, { key }) => {
      const line = { id: key, by: 'person', at: Number(data.at), text: String(data.text) } as const;
      await changeHandoff(parts.handoffs, String(data.id), (of) => withLine(of, line));
    },
    'handoff.end': async ({ data }) => {
      await changeHandoff(parts.handoffs, String(data.id), ended);
    },
  };
}

/** A long story's parts, of which an excerpt stayed in the conversation, are joined and sealed under the case's key. */
async function withStory(parts: EffectParts, fresh: NewCase, keys: readonly string[]): Promise<NewCase> {
  if (keys.length === 0 || fresh.key === null) return fresh;
  const told = await parts.stories.read(keys);
  if (told.length === 0) return fresh;
  const sealer = caseSealer(fresh.id, fresh.key, parts.ring, parts.ids.bytes);
  const description = sealer.seal('description', told.join('\n'));
  return { ...fresh, sealed: { ...fresh.sealed, description } };
}

/** How the person may be reached from now on: not where somebody watches them. */
function notThere(parts: EffectParts, of: Case, note: string): SealedFields {
  if (of.key === null) return {};
  const sealer = caseSealer(of.id, of.key, parts.ring, parts.ids.bytes);
  const { contact = CHAT_ONLY } = openWords(of.sealed, sealer);
  return sealWords({ contact: unreachable(contact, note) }, sealer);
}

/** The citizen's own act on a case; what they add is sealed under the case's key before it is stored. */
function sealedEvent(
  parts: EffectParts,
  id: string,
  key: string | null,
  eventId: string,
  data: JsonObject,
): CaseEvent {
  const type = data.type as CaseEvent['type'];
  const by = { kind: 'citizen' } as const;
  if (typeof data.text !== 'string' || key === null) return { id: eventId, type, by };
  const text = caseSealer(id, key, parts.ring, parts.ids.bytes).seal(`history:${eventId}`, data.text);
  return { id: eventId, type, by, text };
}
