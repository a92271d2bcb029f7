import type { AgencyDirectory, AgencyKind } from '../../../domain/agency.js';
import type { NonWorkingDays } from '../../../domain/deadline.js';
import type { Json, JsonObject } from '../../../domain/json.js';
import type { MediaReference } from '../../../domain/message.js';
import type { ProcedureCatalogue } from '../../../domain/procedure.js';
import type { Answers, ServiceCatalogue } from '../../../domain/service.js';
import type { Territory } from '../../../domain/territory.js';
import type { Population, Understander } from '../../../domain/understanding.js';
import type { Keyring } from '../../../engine/sealing/keyring.js';
import type { Ids } from '../../../ports/ids.js';
import { filesIn } from '../../media/held.js';

/** A text of ours in a locale. */
export type Words = (locale: string, key: string) => string;

/** What the report dialog's calls need. */
export interface ReportParts {
  readonly services: ServiceCatalogue;
  readonly procedures: ProcedureCatalogue;
  readonly kinds: ReadonlyMap<string, AgencyKind>;
  readonly territories: ReadonlyMap<string, Territory>;
  /** Every body as it is known now: officials import contacts while the service runs. */
  readonly agencies: () => Promise<AgencyDirectory>;
  /** Whether somebody is on the roster of people on call. */
  readonly hasOnCall: () => Promise<boolean>;
  readonly understander: Understander;
  readonly words: Words;
  readonly ring: Keyring;
  readonly ids: Ids;
  readonly nonWorking: NonWorkingDays;
}

export type Informant = 'victim' | 'witness' | 'child' | 'board';

/** What the dialog has gathered so far, read from its slots. */
export interface Gathered {
  readonly told: string;
  /** Keys of parts of the story that are kept outside the conversation because they are long. */
  readonly story: readonly string[];
  readonly service: string | null;
  readonly answers: Answers;
  readonly territory: string | null;
  readonly whereabouts: string | null;
  readonly informant: Informant;
  readonly child: boolean;
  readonly danger: boolean;
  readonly accused: readonly string[];
  readonly populations: readonly Population[];
  readonly age: number | null;
  readonly contact: 'chat' | 'hours' | 'phone' | 'none' | null;
  readonly hours: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly name: string | null;
  readonly word: string | null;
  readonly consent: boolean;
  /** Files given while it was told. */
  readonly evidence: readonly MediaReference[];
  /** A voice note tells it. */
  readonly voice: boolean;
}

const text = (value: Json | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
const list = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((it) => typeof it === 'string') : [];

export function gathered(slots: Readonly<JsonObject>): Gathered {
  return {
    told: text(slots.told) ?? '',
    story: list(slots.story),
    service: slots.service === 'none' ? null : text(slots.service),
    answers: (slots.answers ?? {}) as Answers,
    territory: slots.territory === 'unknown' ? null : text(slots.territory),
    whereabouts: text(slots.whereabouts),
    informant: (text(slots.informant) ?? 'victim') as Informant,
    child: slots.child === true,
    danger: slots.danger === true,
    accused: list(slots.accused),
    populations: list(slots.populations) as Population[],
    age: typeof slots.age === 'number' ? slots.age : null,
    contact: text(slots.contact) as Gathered['contact'],
    hours: text(slots.hours),
    phone: text(slots.phone),
    note: text(slots.note),
    name: text(slots.name),
    word: text(slots.word),
    consent: slots.consent === true,
    evidence: filesIn(slots.evidence),
    voice: slots.voice === true,
  };
}
