import type { Connection } from 'mongoose';
import type { Keyring } from '../engine/sealing/keyring.js';
import { createSealer } from '../engine/sealing/sealer.js';
import type { Ids } from '../ports/ids.js';
import { createAgencyStore, createRosterStore } from './agencies.js';
import { createAlertStore } from './alerts.js';
import { createAuditTrail } from './audit.js';
import { createCaseStore } from './cases.js';
import { createConsultationStore, createResponseStore, createTallyStore } from './consultations.js';
import { createDeliveryCounts } from './delivery-counts.js';
import { createHandoffStore } from './handoffs.js';
import { createMediaStore } from './media.js';
import { createLinkStore } from './links.js';
import { createMissedStore } from './missed.js';
import { createObservationStore } from './observations.js';
import { createParkedEffects, createParkedMessages } from './parked.js';
import { createFailureLog } from './sent-messages.js';
import { reachingEach } from './reaching.js';
import { createStoryStore } from './stories.js';
import { createConversationStore, createInbox, createMessageLog } from './turn-stores.js';

/** Every store over one connection: MongoDB or the embedded store, the same code. */
export function createStores(connection: Connection, ring: Keyring, ids: Ids, now: () => number) {
  const sealer = createSealer(ring, ids.bytes);
  return {
    inbox: reachingEach(createInbox(connection, sealer)),
    conversations: reachingEach(createConversationStore(connection, sealer, now)),
    log: reachingEach(createMessageLog(connection, sealer)),
    media: createMediaStore(connection),
    failures: reachingEach(createFailureLog(connection)),
    missed: reachingEach(createMissedStore(connection)),
    alerts: reachingEach(createAlertStore(connection)),
    audit: reachingEach(createAuditTrail(connection, ring)),
    handoffs: reachingEach(createHandoffStore(connection, sealer)),
    links: reachingEach(createLinkStore(connection)),
    parked: reachingEach(createParkedMessages(connection, sealer)),
    parkedEffects: reachingEach(createParkedEffects(connection, sealer)),
    cases: reachingEach(createCaseStore(connection)),
    deliveryCounts: reachingEach(createDeliveryCounts(connection)),
    stories: reachingEach(createStoryStore(connection, sealer)),
    agencies: reachingEach(createAgencyStore(connection, ring, ids.bytes)),
    roster: reachingEach(createRosterStore(connection)),
    consultations: reachingEach(createConsultationStore(connection)),
    responses: reachingEach(createResponseStore(connection, sealer)),
    tallies: reachingEach(createTallyStore(connection)),
    observations: reachingEach(createObservationStore(connection)),
  };
}

export type Stores = ReturnType<typeof createStores>;
