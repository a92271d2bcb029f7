/** What may stand in conversation state and effects: plain JSON, so that a seal can be replayed anywhere. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A copy that shares nothing with `value`; several times faster than structuredClone. */
export function copyJson<Value extends Json>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => copyJson(item)) as unknown as Value;
  if (typeof value !== 'object' || value === null) return value;
  // Own properties, whatever they are called.
  return Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, item]) => [key, copyJson(item)]),
  ) as Value;
}
