import type { Observation } from '../../domain/indicator.js';
import type { Said } from '../../domain/message.js';
import type { Figures } from './figures.js';

/** Below this many cases a figure is said with a warning. */
export const FEW_CASES = 20;

const FEW = 'unstable_small_n';

/** Whether a figure stands on fewer than 20 cases. */
export function isFew(figures: Figures, observation: Observation): boolean {
  if (observation.caveats.includes(FEW)) return true;
  const counted = figures.unit(observation.unit)?.kind === 'count' ? observation.value : undefined;
  const cases = observation.cases ?? counted;
  return cases !== undefined && cases < FEW_CASES;
}

/** What has to be said with figures: the warnings of all of them, each once, then their sources. `except` are
 * warnings that were said beside the figure they belong to. */
export function sayNotes(
  figures: Figures,
  shown: readonly Observation[],
  except: readonly string[] = [],
): Said[] {
  const codes = [...new Set(shown.flatMap((observation) => observation.caveats))].filter(
    (code) => !except.includes(code),
  );
  const caveats = codes.flatMap((code) => figures.caveat(code) ?? []);
  const notes: Said[] =
    caveats.length === 0
      ? []
      : [
          {
            key: 'indicator:notes',
            args: {
              notes: caveats.map((caveat) => caveat.text).join(' '),
              plainNotes: caveats.map((caveat) => caveat.plain).join(' '),
            },
          },
        ];
  return [...notes, saySources(shown, codes)];
}

function saySources(shown: readonly Observation[], said: readonly string[]): Said {
  const all = [...new Set(shown.map((observation) => observation.source))];
  const sources = all.filter((one) => !all.some((other) => other !== one && other.includes(one)));
  const unverified =
    shown.some((observation) => observation.confidence === 'baja') && !said.includes('secondary_copy');
  return {
    key: unverified ? 'indicator:source-unverified' : 'indicator:source',
    args: { count: sources.length, sources: sources.join('; ') },
  };
}
