import { createHmac } from 'node:crypto';
import type { Json, JsonObject } from '../../domain/json.js';
import type { Keyring } from './keyring.js';

/** One row of the audit trail: who did what to which case. Carries no words of the person. */
export interface AuditEntry {
  readonly at: number;
  readonly who: string;
  readonly did: string;
  readonly subject: string;
  readonly data?: JsonObject;
}

export interface AuditLink {
  readonly entry: AuditEntry;
  /** Version of the key that signed the link. */
  readonly key: number;
  readonly link: string;
}

/** What the first link stands on. */
export const AUDIT_START = '';

/** Adds an entry: its link is HMAC-SHA-256 over the link before it and the entry, so that a change, a removal or a
 * new order of earlier rows shows. */
export const appendAudit = (previous: string, entry: AuditEntry, ring: Keyring): AuditLink => ({
  entry,
  key: ring.current,
  link: linkOf(previous, entry, ring, ring.current),
});

/** Index of the first row that does not fit, or null when the whole trail is as it was written. A trail that lost its
 * newest rows is whole in itself: compare its last link with one kept elsewhere. */
export function firstBrokenLink(trail: readonly AuditLink[], ring: Keyring): number | null {
  let previous = AUDIT_START;
  for (const [index, row] of trail.entries()) {
    if (linkOf(previous, row.entry, ring, row.key) !== row.link) return index;
    previous = row.link;
  }
  return null;
}

const linkOf = (previous: string, entry: AuditEntry, ring: Keyring, version: number): string =>
  createHmac('sha256', ring.keyFor('audit', version))
    .update(previous)
    .update('\n')
    .update(canonical({ ...entry, data: entry.data ?? null }))
    .digest('base64url');

/** JSON with sorted names, so that one entry has one text (a subset of RFC 8785). */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`;
}
