import type { Service } from '../../domain/service.js';
import type { ServiceHint } from './catalogue.js';

/** What understanding needs of the routes of data/services/. */
export const serviceHints = (services: Iterable<Service>): ServiceHint[] =>
  Array.from(services, ({ id, urgency, raised, populations }) => ({
    id,
    urgency,
    populations,
    ...(raised ? { raisedTo: raised.to } : {}),
  }));
