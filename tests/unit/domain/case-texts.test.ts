import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CASE_STATUSES, type CaseQueue } from '../../../src/domain/case.js';
import { URGENCIES } from '../../../src/domain/urgency.js';

/** A Record, so that a new reason without a text does not compile. */
const REASONS: Record<CaseQueue['reason'], true> = {
  not_family: true,
  not_institution: true,
  unrouted: true,
  no_connector: true,
  municipality_unknown: true,
  school_unknown: true,
  junta_unknown: true,
  body_unknown: true,
  all_accused: true,
  delivery_dead: true,
  delivery_late: true,
  delivery_uncertain: true,
  rejected: true,
  transferred: true,
};

test.each(['es-CO', 'es-CO-x-facil'])('%s says every status, urgency and reason', (tag) => {
  const texts = JSON.parse(readFileSync(`locales/${tag}/case.json`, 'utf8')) as Record<string, string>;
  const needed = [
    ...CASE_STATUSES.map((status) => `status-${status}`),
    ...URGENCIES.map((urgency) => `urgency-${urgency}`),
    ...Object.keys(REASONS).map((reason) => `queue-${reason}`),
  ];
  expect(needed.filter((key) => !texts[key])).toEqual([]);
});

test('received, delivered and read are three different words', () => {
  const texts = JSON.parse(readFileSync('locales/es-CO/case.json', 'utf8')) as Record<string, string>;
  const said = ['received', 'delivered', 'acknowledged', 'read-gobernacion'].map(
    (name) => texts[`status-${name}`],
  );
  expect(new Set(said).size).toBe(4);
});
