/** What may stand in conversation state and effects: plain JSON, so that a seal can be replayed anywhere. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A copy that shares nothing with `value`; several times faster than structuredClone. */
export function copyJson<Value extends Json>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item) => copyJson(item)) as unknown as Value;
  if (typeof value !== 'object' || value === null) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    const item = copyJson((value as JsonObject)[key] as Json);
    // Own properties, whatever they are called.
    if (key === '__proto__') Object.defineProperty(copy, key, { ...OWN, value: item });
    else copy[key] = item;
  }
  return copy as Value;
}

const OWN = { enumerable: true, configurable: true, writable: true } as const;
