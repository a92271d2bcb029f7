import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { AUDIT_START, appendAudit, firstBrokenLink } from '../../../src/engine/sealing/audit-chain.js';
import { keyring } from '../../../src/engine/sealing/keyring.js';
import { pseudonym } from '../../../src/engine/sealing/pseudonym.js';

const secret = new Uint8Array(32).fill(7);
const ring = keyring(new Map([[1, secret]]));

describe('a pseudonym', () => {
  test('is the first 128 bits of an HMAC-SHA-256 under a key of its purpose', () => {
    const key = new Uint8Array(hkdfSync('sha256', secret, 'sigesi-participa', 'pseudonym:contact', 32));
    const expected = createHmac('sha256', key).update('573001112233').digest('base64url').slice(0, 21);
    expect(pseudonym('contact', '573001112233', ring).slice(0, 21)).toBe(expected);
    expect(Buffer.from(pseudonym('contact', '573001112233', ring), 'base64url')).toHaveLength(16);
  });
  test('of two purposes cannot be joined', () => {
    expect(pseudonym('contact', 'x', ring)).not.toBe(pseudonym('roll', 'x', ring));
  });
});

describe('the audit trail', () => {
  const entries = ['open', 'read', 'close'].map((did, at) => ({ at, who: 'official-1', did, subject: 'c1' }));
  const trail = entries.reduce<ReturnType<typeof appendAudit>[]>(
    (rows, entry) => [...rows, appendAudit(rows.at(-1)?.link ?? AUDIT_START, entry, ring)],
    [],
  );
  const at = (index: number) => {
    const row = trail[index];
    if (!row) throw new Error('no row');
    return row;
  };

  test('is whole as written', () => {
    expect(firstBrokenLink(trail, ring)).toBeNull();
    expect(firstBrokenLink([], ring)).toBeNull();
  });
  test('shows a change, a removal and another order', () => {
    const changed = [at(0), { ...at(1), entry: { ...at(1).entry, who: 'nobody' } }, at(2)];
    expect(firstBrokenLink(changed, ring)).toBe(1);
    expect(firstBrokenLink([at(0), at(2)], ring)).toBe(1);
    expect(firstBrokenLink([at(1), at(0), at(2)], ring)).toBe(0);
  });
  test('cannot be written by who lacks the secret', () => {
    const other = keyring(new Map([[1, new Uint8Array(32).fill(8)]]));
    const forged = [appendAudit(AUDIT_START, at(0).entry, other)];
    expect(firstBrokenLink(forged, ring)).toBe(0);
  });
});
