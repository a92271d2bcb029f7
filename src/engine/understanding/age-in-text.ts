const SMALL = ['cero', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];
const NUMBER = `(\\d{1,3}|${SMALL.join('|')})`;
const PERSON =
  '(?:nin[oa]|bebe|bebita|bebito|hij[oa]|hijit[oa]|niet[oa]|sobrin[oa]|herman[oa]|hermanit[oa]|menor|pelad[oa]|peladit[oa]|muchach[oa]|muchachit[oa]|joven|adolescente|senor|senora|mujer|hombre|ancian[oa]|abuel[oa]|abuelit[oa]|viejit[oa]|vecin[oa]|mama|papa|prim[oa]|ti[oa]|ahijad[oa]|jovencit[oa]|chic[oa]|estudiante|alumn[oa]|mayor|persona|criatura|chin[oa]|cunad[oa]|compañer[oa]|companer[oa]|amig[oa])';
const SAYS_NUMBER = new RegExp(`(?<= )${NUMBER}(?![a-z])`);
const OLDEST = 115;
const MONTHS_A_YEAR = 12;

/** "hace 5 años", "entre 15 y 19 años", "menores de 12 años" say no age of a person. */
const NO_AGE_BEFORE =
  /(?:hace|desde hace|durante|llev[oa]|llevamos|llevan|por|ultimos|cada|van|menor|menores|mayor|mayores|entre \S+|\d|a los|de|despues de|dentro de|en|faltan|son|pasaron|condenad[oa] a|condena de) (?:de |y |a |al |mas de |como |casi |unos |ya |- )*$/;
const NO_AGE_AFTER =
  /^ (?:de (?:casad|experien|carcel|prision|estar|vivir|trabaj|antiguedad|matrimonio|relacion|edad escolar|haber)|atras|despues|viviendo|trabajando|esperando|pidiendo|casad|seguidos|juntos|en (?:esto|lo mismo))/;

/** What is counted after a number that is no age: a plural ("3 hijos"), a month, a rate. */
const COUNTED =
  '(?:(?!es |pues |mas |mis |les |nos |las |los |sus |ellos |anos |antes |entonces |quizas )[a-z]+s|mes|mil|millon|por|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|la|cada)|grado|primaria|veces|y (?:medio|media)|_\\S+) ';

interface Rule {
  readonly find: RegExp;
  readonly months?: true;
  /** The words before may turn the number into something else. */
  readonly checked?: true;
}

const RULES: readonly Rule[] = [
  {
    find: new RegExp(
      `(?<= )(?:de|con|tiene|tengo|cumplio|edad) (?:como |apenas |solo |ya |casi )?${NUMBER} mes(?:es|ecitos)(?! (?:de (?:embarazo|embarazada|gestacion)|atras|sin|esperando|que))(?= )`,
      'g',
    ),
    months: true,
  },
  {
    find: new RegExp(
      `(?<= )${PERSON} (?:\\S+ ){0,3}?(?:de|con|tiene|que tiene|que esta en) (?:como |apenas |solo |ya |casi |unos )?${NUMBER} (?:an(?:o|ito)s?|abriles|de edad)(?= )`,
      'g',
    ),
  },
  {
    find: new RegExp(
      `(?<= )(?:tengo|tiene|cumpli|cumplio|cumple|edad|con) (?:la edad de |como |apenas |solo |ya |casi |unos |recien )?${NUMBER} (?:an(?:o|ito)s?|abriles|de edad)(?= )`,
      'g',
    ),
  },
  { find: new RegExp(`(?<= )${NUMBER} (?:an(?:o|ito)s?|abriles|de edad)(?= )`, 'g'), checked: true },
  {
    find: new RegExp(
      `(?<= )${PERSON} (?:\\S+ )?de (?:como |apenas |solo |ya |casi |unos )?${NUMBER}(?! ${COUNTED})(?= )`,
      'g',
    ),
  },
  {
    find: new RegExp(
      `(?<= )(?:tengo|tiene|edad|cumplio|cumpli|con) (?:como |apenas |solo |ya |casi )?${NUMBER}(?! ${COUNTED})(?= )`,
      'g',
    ),
  },
  { find: new RegExp(`(?<= )${PERSON} ,? ?(\\d{1,2})(?! ${COUNTED})(?= )`, 'g') },
];

const valueOf = (word: string): number => (/^\d/.test(word) ? Number(word) : SMALL.indexOf(word));

/** The age a text gives the person affected, in completed years; null when it gives none. */
export function ageIn(text: string): number | null {
  if (/ recien nacid[oa] /.test(text)) return 0;
  if (!SAYS_NUMBER.test(text)) return null;
  const found: { at: number; age: number; object: boolean }[] = [];
  for (const { find, months, checked } of RULES) {
    for (const match of text.matchAll(find)) {
      const before = text.slice(0, match.index);
      if (checked && NO_AGE_BEFORE.test(before)) continue;
      if (NO_AGE_AFTER.test(text.slice(match.index + match[0].length))) continue;
      const value = valueOf(match.at(-1) ?? '');
      const age = months ? Math.floor(value / MONTHS_A_YEAR) : value;
      const object = / (?:a|al|para|contra) (?:mi |la |el |un |una |su |esa |ese |otr[oa] |mis |los )?$/.test(
        before,
      );
      if (age <= OLDEST) found.push({ at: match.index, age, object });
    }
    if (found.length > 0 && !checked) break;
  }
  const chosen = found.find(({ object }) => object) ?? found.sort((a, b) => a.at - b.at)[0];
  return chosen?.age ?? null;
}
