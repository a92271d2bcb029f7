/** What the service does with a message. Policy follow-up and documents belong to `indicator`; offices, bodies
 * and lines to `directory`. */
export const INTENTS = [
  'indicator',
  'report',
  'case_status',
  'consultation',
  'privacy',
  'directory',
  'handoff',
  'help',
  'greet',
  'thanks',
  'cancel',
  'unknown',
] as const;
export type Intent = (typeof INTENTS)[number];

export type Operation = 'value' | 'trend' | 'compare' | 'rank' | 'define';
export type Urgency = 'P0' | 'P1' | 'P2' | 'P3';

/** 0-5, 6-11, 12-17, 14-28, 29-59, women 18 and over, 60 and over; where bands overlap, both apply. */
export const POPULATIONS = [
  'primera_infancia',
  'infancia',
  'adolescencia',
  'juventud',
  'adulto',
  'mujer_adulta',
  'adulto_mayor',
  'discapacidad',
  'jac',
] as const;
export type Population = (typeof POPULATIONS)[number];

/** Which line is shown first to someone in danger. */
export type DangerKind =
  | 'violence'
  | 'child'
  | 'woman'
  | 'self_harm'
  | 'medical_or_fire'
  | 'missing'
  | 'extortion';

/** What one text says: the contract of `participa understand`, best candidates first, empty lists where nothing fits. */
export interface Understanding {
  readonly text: string;
  readonly intent: Intent;
  /** 0..1, calibrated. */
  readonly confidence: number;
  readonly danger: boolean;
  /** Not called danger, but asked about. */
  readonly dangerDoubt: boolean;
  readonly urgency: Urgency | null;
  /** DIVIPOLA codes; an ambiguous name gives several, `76` the department. */
  readonly territory: readonly string[];
  readonly indicator: readonly string[];
  readonly period: readonly string[];
  readonly operation: Operation | null;
  /** Route ids of the service catalogue (R01 …). */
  readonly service: readonly string[];
  readonly population: readonly Population[];
  readonly age: number | null;
  readonly sex: 'f' | 'm' | null;
}

/** What the turn needs beside the public contract. */
export interface Recognition extends Understanding {
  readonly dangerKind: DangerKind | null;
  /** Intents that were close, best first, with their confidence; the best one is `intent`. */
  readonly guesses: readonly { readonly intent: Intent; readonly confidence: number }[];
  /** Whether it is asked why a figure is as it is. */
  readonly asksWhy: boolean;
  /** True when `territory` holds rivals for one name rather than several places that were named. */
  readonly territoryAmbiguous: boolean;
  /** Someone or some body that the text accuses (agency kind such as `POLICIA_123`, `COMISARIA`, `EDU`), if any. */
  readonly accused: readonly string[];
  readonly speaker: 'victim' | 'witness' | 'child' | 'board' | null;
}

/** Turns text into a Recognition. Pure and synchronous. */
export interface Understander {
  understand(text: string, context?: UnderstandingContext): Recognition;
  /** The same with the reasons, for `participa understand --explain`. */
  explain(text: string, context?: UnderstandingContext): Recognition & { readonly why: readonly string[] };
}

export interface UnderstandingContext {
  /** Milliseconds since the epoch: what "el año pasado" counts from. */
  readonly now: number;
}
