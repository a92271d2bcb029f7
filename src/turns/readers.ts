import type { Territory } from '../domain/territory.js';
import type { Reader } from '../engine/flow/state.js';

/** What `ask … expect:` can read. `text` takes whatever was written. */
export function createReaders(territories: readonly Territory[]): Record<string, Reader> {
  const names = new Map(territories.map((territory) => [territory.code, territory.name]));
  return {
    text: (input) => (input.text.trim() ? { value: input.text.trim() } : { notUnderstood: true }),
    territory: ({ recognition }) => {
      const [first, ...rest] = recognition.territory;
      if (first === undefined) return { notUnderstood: true };
      if (rest.length === 0 || !recognition.territoryAmbiguous) return { value: first };
      const options = recognition.territory.map((code) => ({ value: code, label: names.get(code) ?? code }));
      return { choose: { key: 'common:which-territory', options } };
    },
    indicator: ({ recognition }) => {
      const first = recognition.indicator[0];
      return first === undefined ? { notUnderstood: true } : { value: first };
    },
  };
}
