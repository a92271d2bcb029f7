import type { Said, SaidOption } from '../../domain/message.js';
import type { Population } from '../../domain/understanding.js';
import type { Figures } from './figures.js';
import { sayPlace } from './wording.js';

const MOST = 8;

/** What a person can ask about, the matters of their population first; only what has figures (in that place, where
 * one is named). The value of an option is the indicator's code. */
export function sayMenu(
  figures: Figures,
  about: { readonly territory?: string; readonly populations?: readonly Population[] },
): Said {
  const { territory, populations = [] } = about;
  const loaded = figures.catalogue.topics.filter((topic) => {
    const places = figures.territoriesWith(topic.indicator);
    return territory ? places.has(territory) : places.size > 0;
  });
  const own = loaded.filter((topic) => populations.some((one) => topic.populations.includes(one)));
  const options: SaidOption[] = [...own, ...loaded.filter((topic) => !own.includes(topic))]
    .slice(0, MOST)
    .map((topic) => ({ value: topic.indicator, key: `indicator:topic-${topic.id}` }));
  return territory
    ? { key: 'indicator:menu-place', args: { place: sayPlace(figures, territory) }, options }
    : { key: 'indicator:menu', options };
}
