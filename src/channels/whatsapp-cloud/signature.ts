import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `header` (X-Hub-Signature-256: `sha256=` and hex) signs exactly these bytes under the app's secret.
 * Meta, "Validating payloads". Takes the same time whatever differs. */
export function isSigned(body: Uint8Array, header: string | undefined, appSecret: string): boolean {
  const expected = createHmac('sha256', appSecret).update(body).digest();
  const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
  return (
    timingSafeEqual(expected, given ? Buffer.from(given, 'hex') : Buffer.alloc(expected.length)) &&
    given !== undefined
  );
}

/** Compares two secrets in the same time whatever differs. */
export function isSameSecret(one: string, other: string): boolean {
  const digest = (value: string): Buffer => createHash('sha256').update(value, 'utf8').digest();
  return timingSafeEqual(digest(one), digest(other));
}
