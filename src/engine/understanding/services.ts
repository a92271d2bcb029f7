import type { Intent, Urgency } from '../../domain/understanding.js';
import type { UnderstandingCatalogue } from './catalogue.js';
import type { DangerJudgement } from './danger.js';
import type { Features } from './features.js';
import { createHead } from './linear.js';
import type { Reading } from './reader.js';

/** Where a concern belongs, how urgent it is, who speaks and which body is accused. */
export interface ConcernFound {
  readonly services: readonly string[];
  readonly urgency: Urgency | null;
  readonly accused: readonly string[];
  readonly speaker: 'victim' | 'witness' | 'child' | 'board' | null;
  readonly why: readonly string[];
}

export type ServiceFinder = (
  features: Features,
  reading: Reading,
  intent: Intent,
  danger: DangerJudgement,
) => ConcernFound;

const CANDIDATES = 3;
const NONE = 'none';
const LEAST = 0.15;

export function createServiceFinder(catalogue: UnderstandingCatalogue): ServiceFinder {
  const head = createHead(catalogue.model, 'service');
  const hints = new Map(catalogue.services?.map((service) => [service.id, service]));
  return (features, _reading, intent, danger) => {
    if (!head || intent !== 'report')
      return { services: [], urgency: null, accused: [], speaker: null, why: [] };
    const ranked = head.classify(features);
    const top = ranked[0];
    const fits = top !== undefined && top.label !== NONE && top.confidence >= LEAST;
    const services = fits
      ? ranked
          .filter(({ label }) => label !== NONE && (hints.size === 0 || hints.has(label)))
          .slice(0, CANDIDATES)
      : [];
    const urgency = danger.danger ? 'P0' : (hints.get(services[0]?.label ?? '')?.urgency ?? null);
    return {
      services: services.map(({ label }) => label),
      urgency,
      accused: [],
      speaker: null,
      why: services.map(({ label, confidence }) => `service ${label} ${confidence.toFixed(2)}`),
    };
  };
}
