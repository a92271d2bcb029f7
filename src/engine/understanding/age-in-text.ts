import { HURTS_ME } from './affected.js';

const SMALL = ['cero', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];
const NUMBER = `(\\d{1,3}|${SMALL.join('|')})`;
/** Without "años" behind it, "un" is an article: "tengo un problema". */
const NUMBER_ALONE = `(\\d{1,3}|${SMALL.slice(2).join('|')})`;
const SAYS_NUMBER = new RegExp(`(?<= )${NUMBER}(?![a-z])`);
const PERSON = [
  'nin[oa]|ninit[oa]|bebe|bebit[oa]|bb|hij[oa]|hijit[oa]|hijastr[oa]|niet[oa]|nietecit[oa]|sobrin[oa]|herman[oa]|hermanit[oa]|menor',
  'pela[do]?o|pelada|peladit[oa]|pelait[oa]|muchach[oa]|muchachit[oa]|joven|jovencit[oa]|adolescente|sardin[oa]|culicagad[oa]|guambit[oa]',
  'senor|senora|mujer|hombre|man|ancian[oa]|abuel[oa]|abuelit[oa]|viej[oa]|viejit[oa]|cuch[oa]|vecin[oa]|mama|mami|papa|papi|madre|padre',
  'prim[oa]|ti[oa]|ahijad[oa]|chic[oa]|estudiante|alumn[oa]|mayor|persona|criatura|chin[oa]|cunad[oa]|suegr[oa]|nuera|yerno|espos[oa]|marido|novi[oa]|companer[oa]|amig[oa]',
].join('|');
/** "añitos", "anios", "años cumplidos" … */
const YEARS = '(?:an(?:i|y)?(?:o|ito)s?|abriles|de edad|primaveras|cumplid[oa]s?)';
/** Words between "tiene" and the number. */
const ABOUT =
  '(?:la edad de |como |apenas |solo |solamente |ya |casi |unos |mis |sus |los |recien |alrededor de |por ahi |mas o menos )*';
/** What has years and is nobody: "una relación de 5 años". */
const THINGS =
  '(?:relacion|proceso|condena|contrato|matrimonio|plazo|deuda|pena|programa|plan|periodo|experiencia|casa|edificio|carro|historia|lucha|espera|noviazgo|union|poblacion|grupo|rango|edad|menos|mas)';
const OLDEST = 115;
/** A mother so young is the one who is spoken of, and not her baby. */
const YOUNG_MOTHER = 19;
const BABY = 3;
const MONTHS_A_YEAR = 12;

/** "hace 5 años", "entre 15 y 19 años", "menores de 12 años" say no age of a person. */
const NO_AGE_BEFORE =
  /(?:hace|desde hace|durante|llev[oa]|llevamos|llevan|por|ultimos|cada|van|menor|menores|mayor|mayores|entre \S+|\d|a los|de|despues de|dentro de|en|faltan|son|pasaron|condenad[oa] a|condena de) (?:de |y |a |al |mas de |como |casi |unos |ya |- )*$/;
const NO_AGE_AFTER =
  /^ (?:de (?:casad|experien|carcel|prision|estar|vivir|trabaj|antiguedad|matrimonio|relacion|edad escolar|haber)|atras|despues|viviendo|trabajando|esperando|pidiendo|casad|seguidos|juntos|en (?:esto|lo mismo))/;

/** What is counted after a number that is no age: a plural ("3 hijos"), a month, a rate. */
const COUNTED =
  '(?:(?!es |pues |cumplidos |cumplidas |encima |mas |mis |les |nos |las |los |sus |ellos |anos |antes |entonces |quizas )[a-z]+s|mes|mil|millon|por|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|la|cada)|grado|primaria|veces|y (?:medio|media)|_\\S+) ';

interface Rule {
  readonly find: RegExp;
  readonly months?: true;
  /** The words before may turn the number into something else. */
  readonly checked?: true;
}

const RULES: readonly Rule[] = [
  {
    find: new RegExp(
      `(?<= )(?:de|con|tiene|tengo|cumplio|edad) ${ABOUT}${NUMBER} mes(?:es|ecitos)(?! (?:de (?:embarazo|embarazada|gestacion)|atras|sin|esperando|que))(?= )`,
      'g',
    ),
    months: true,
  },
  {
    find: new RegExp(
      `(?<= )(?:${PERSON}) (?:\\S+ ){0,3}?(?:de|con|tiene|que tiene|que esta en) ${ABOUT}${NUMBER} ${YEARS}(?= )`,
      'g',
    ),
  },
  {
    find: new RegExp(
      `(?<= )(?:tengo|tiene|tenia|cumpli|cumplio|cumple|edad(?: [.,])?|con|a mis|a sus) ${ABOUT}${NUMBER} ${YEARS}(?= )`,
      'g',
    ),
  },
  { find: new RegExp(`(?<= )${NUMBER} ${YEARS}(?= )`, 'g'), checked: true },
  {
    find: new RegExp(`(?<= )(?:${PERSON}) (?:\\S+ )?de ${ABOUT}${NUMBER_ALONE}(?! ${COUNTED})(?= )`, 'g'),
  },
  {
    find: new RegExp(
      `(?<= )(?:tengo|tiene|tenia|edad(?: [.,])?|cumplio|cumpli|con) ${ABOUT}${NUMBER_ALONE}(?! ${COUNTED})(?= )`,
      'g',
    ),
  },
  {
    find: new RegExp(
      `(?<= )(?:una?|el|la|esta|este|esa|ese|mi|su) (?!${THINGS})\\S+ de ${ABOUT}${NUMBER} ${YEARS}(?= )`,
      'g',
    ),
  },
  { find: new RegExp(`(?<= )(?:${PERSON}) ,? ?(\\d{1,2})(?! ${COUNTED})(?= )`, 'g') },
];

const valueOf = (word: string): number => (/^\d/.test(word) ? Number(word) : SMALL.indexOf(word));

interface Said {
  readonly at: number;
  readonly age: number;
  /** Something is done to that person ("a mi hija de 12"). */
  readonly object: boolean;
}

const OBJECT = / (?:a|al|para|contra) (?:mi |la |el |un |una |su |esa |ese |otr[oa] |mis |los )?$/;

/** The ages that the first rule finds that finds any, in their order. */
function agesIn(text: string): Said[] {
  const found: Said[] = [];
  for (const { find, months, checked } of RULES) {
    for (const match of text.matchAll(find)) {
      const before = text.slice(0, match.index);
      if (checked && NO_AGE_BEFORE.test(before)) continue;
      if (NO_AGE_AFTER.test(text.slice(match.index + match[0].length))) continue;
      const value = valueOf(match.at(-1) ?? '');
      const age = months ? Math.floor(value / MONTHS_A_YEAR) : value;
      if (age <= OLDEST) found.push({ at: match.index, age, object: OBJECT.test(before) });
    }
    if (found.length > 0 && !checked) break;
  }
  return found.sort((a, b) => a.at - b.at);
}

const OWN_AGE = new RegExp(
  `(?<= )(?:(?:tengo|cumpli|a mis) ${ABOUT}|soy (?:una? )?\\S+ (?:de|con) )${NUMBER}(?: ${YEARS}|(?! ${COUNTED}))(?= )`,
);

/** "tengo 15 y un bebé de un año": who tells it of themself, where it is they whom something is done to. */
function ownAge(text: string): number | undefined {
  const match = OWN_AGE.exec(text);
  const age = match ? valueOf(match[1] ?? '') : undefined;
  return age !== undefined && age > BABY && age <= OLDEST ? age : undefined;
}

/** The age a text gives the person affected, in completed years; null when it gives none. */
export function ageIn(text: string): number | null {
  const says = SAYS_NUMBER.test(text);
  const found = says ? agesIn(text) : [];
  const object = found.find((one) => one.object);
  if (object) return object.age;
  const own = says ? ownAge(text) : undefined;
  const other = found[0]?.age;
  if (own !== undefined && (HURTS_ME.test(text) || other === undefined)) return own;
  if (own !== undefined && own <= YOUNG_MOTHER && (other ?? 0) <= BABY) return own;
  if (other !== undefined) return other;
  if (/ (?:recien nacid[oa]|(?:bebe|nin[oa]|bebit[oa]) de (?:\S+ )?(?:dias?|semanas?)) /.test(text)) return 0;
  return / (?:de|con|tiene) (?:un )?an(?:o|ito) y medio /.test(text) ? 1 : null;
}
