import type { Locality, Territory } from '../../domain/territory.js';
import type { PlaceLexicon } from './catalogue.js';
import { cleanText } from './normalise.js';
import { phoneticKey } from './phonetic.js';

/** One way of writing a place. */
export interface PlaceName {
  readonly plain: string;
  readonly codes: readonly string[];
  readonly locality: boolean;
  /** A common word as well: it needs a word beside it that says "place". */
  readonly guarded: boolean;
  /** A village named like a city or a person elsewhere: only after vereda, corregimiento … */
  readonly foreign: boolean;
  /** One reading here, but people say it of other places too: ask. */
  readonly confirm: boolean;
  readonly words: number;
  /** May be written in pieces ("buga la grande"). */
  readonly split: boolean;
}

const plainOf = (text: string): string => cleanText(text, {}).words.join(' ');
const keyOf = (plain: string): string => plain.split(' ').map(phoneticKey).join('');
const SHORTEST_SPLIT = 7;

/** "caleño/a" stands for caleno, calena and their plurals. */
function demonymForms(demonym: string): string[] {
  const [first = ''] = demonym.split('/');
  const plain = plainOf(first);
  const stem = plain.replace(/[oa]$/, '');
  const forms = plain.endsWith('o') ? [plain, `${stem}a`, `${stem}os`, `${stem}as`] : [plain, `${plain}s`];
  return /[zl]$/.test(plain) ? [plain, `${plain.replace(/z$/, 'c')}es`, `${plain}a`] : forms;
}

function territoryNames(territory: Territory): string[] {
  const demonyms = territory.demonyms.flatMap((demonym) =>
    demonym.split(/\s*\/\s*(?=[a-zñ]{3})/).flatMap(demonymForms),
  );
  const bare = territory.aliases.filter((alias) => /^la \S+ \S+ /.test(alias)).map((alias) => alias.slice(3));
  return [territory.name, ...territory.aliases, ...bare, ...demonyms]
    .map(plainOf)
    .filter((name) => name.length > 2);
}

/** Every name by how it sounds, without spaces: "San Pedro", "sanpedro" and "san pedro valle" meet. */
export function buildGazetteer(
  territories: readonly Territory[],
  localities: readonly Locality[],
  lexicon: PlaceLexicon,
): ReadonlyMap<string, PlaceName> {
  const names = new Map<string, PlaceName>();
  const common = new Set(lexicon.commonWords);
  const commonLocalities = new Set([...lexicon.commonLocalities, ...lexicon.foreignLocalities]);
  const confirm = new Set(lexicon.confirm);
  const add = (plain: string, code: string, locality: boolean): void => {
    const key = keyOf(plain);
    const known = names.get(key);
    if (known && ((!known.locality && locality) || known.codes.includes(code))) return;
    const codes = known && known.locality === locality ? [...new Set([...known.codes, code])] : [code];
    names.set(key, {
      plain,
      codes,
      locality,
      guarded: common.has(plain) || (locality && commonLocalities.has(plain)),
      foreign: locality && lexicon.foreignLocalities.includes(plain),
      confirm: confirm.has(plain),
      words: plain.split(' ').length,
      split: key.length >= SHORTEST_SPLIT,
    });
  };
  for (const territory of territories) {
    if (territory.kind !== 'municipality') continue;
    for (const plain of new Set(territoryNames(territory))) add(plain, territory.code, false);
  }
  for (const plain of lexicon.metropolitanArea) add(plain, '76001AM', false);
  for (const plain of lexicon.department) add(plain, '76', false);
  for (const plain of lexicon.country) add(plain, '00', false);
  for (const { name, territory, aliases = [] } of localities) {
    for (const written of [name, ...aliases]) add(plainOf(written), territory, true);
  }
  return names;
}
