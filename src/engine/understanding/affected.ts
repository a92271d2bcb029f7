type Sex = 'f' | 'm';

const FEMALE =
  'mujer|mujeres|nina|ninas|ninita|senora|senoras|muchacha|muchachas|muchachita|hija|hijas|hijita|mama|mami|madre|abuela|abuelas|abuelita|hermana|hermanita|tia|vecina|esposa|novia|pelada|peladas|peladita|sobrina|nieta|chica|profesora|companera|viejita|anciana|amiga|prima|cunada|suegra|bebita|joven embarazada|adolescente embarazada|sardina|jovencita|alumna|madrina|nuera|patrona|lideresa|dona|sardinas|culicagada|culicagadas|cuchita|doncella|hijastra|madrastra|nietecita|pelaita|vecinita|embarazada|embarazadas|gestante|gestantes|bebesita|hermanas|sobrinas|nietas|abuelitas|viejitas|hijas|adolescentes embarazadas|ancianas';
const MALE =
  'hombre|hombres|nino|ninito|senor|muchacho|muchachito|hijo|hijito|papa|padre|abuelo|abuelito|hermano|hermanito|tio|vecino|pelado|peladito|sobrino|nieto|chico|varon|viejito|anciano|amigo|primo|cunado|suegro|bebito|joven gay|alumno|yerno|companero|don|marido|esposo|novio|hombres|varones|man|pelao|pelaito|pelaitos|cucho|cuchito|hijastro|padrastro|culicagado|viejito|abuelitos|sobrinito|chino|parcero|hermanito|taxista|finado';
const ARTICLE =
  '(?:mi |la |el |una |un |su |esa |ese |esta |este |otra |otro |mis |los |las |pobre |mi pobre |nuestra |nuestro )?';
const OBJECT = new RegExp(`(?<= )(?:a|al|contra|para|de) ${ARTICLE}(${FEMALE}|${MALE})(?= )`);
const ANYONE = new RegExp(`(?<= )(${FEMALE}|${MALE})(?= )`);
const PARTNERS = new Set(['marido', 'esposo', 'novio', 'exmarido', 'exesposo', 'padrastro']);
const FEMALE_NAMES = new Set(FEMALE.split('|'));

const SELF_FEMALE =
  / (?:estoy (?:muy |tan |re )?(?:embarazada|sola|solita|encerrada|asustada|cansada|desesperada|escondida|golpeada|separada|casada|deprimida|amenazada|preocupada|triste y sola|aburrida|desempleada|angustiada|viuda)|soy (?:una? )?(?:mujer|muchacha|nina|senora|madre|mama|desplazada|viuda|victima y mujer|ama de casa|abuela|adulta mayor|trans femenina|lesbiana|lideresa|estudiante mujer|cabeza de hogar|madre cabeza|desempleada|sorda|ciega|pensionada|hija)|me siento (?:muy )?(?:sola|cansada|insegura|amenazada|acosada)|fui (?:violada|abusada|golpeada|agredida|maltratada|amenazada|discriminada|desplazada)|me (?:tiene|tienen|dejo|dejaron) (?:encerrada|amarrada|amenazada|sola)|quede embarazada|me violaron|mi embarazo) /;
const SELF_MALE =
  / (?:estoy (?:muy |tan |re )?(?:solo|encerrado|asustado|cansado|desesperado|escondido|golpeado|separado|casado|deprimido|amenazado|preocupado|desempleado)|soy (?:un )?(?:hombre|muchacho|nino|senor|papa|desplazado|viudo|abuelo|adulto mayor hombre|gay|sordo|ciego|pensionado|lider|campesino|pescador|joven gay)|me siento (?:muy )?(?:solo|cansado|inseguro|amenazado)|fui (?:violado|abusado|golpeado|agredido|maltratado|amenazado|discriminado|desplazado)|me (?:tiene|tienen|dejo|dejaron) (?:encerrado|amarrado|amenazado|solo)) /;
/** Something is done to whoever writes. */
export const HURTS_ME =
  / (?:me|nos) (?:\S+ )?(?:peg\w+|golp\w+|maltrat\w+|amenaz\w+|insult\w+|humill\w+|grit\w+|cel[ao]\w*|control\w+|persig\w+|acos\w+|viol\w+|quit\w+|mat\w+|oblig\w+|encerr\w+|trat\w+|cog\w+|empuj\w+|ahorc\w+|casc\w+|dej\w+|tiene\w*|quiere\w*|busca\w*|jal\w+|revis\w+|va|escribe\w*|manda\w*|sigue|prohib\w+|toca\w*|forz\w+|manose\w+) /;
const HIM =
  / (?:mi|el|un) (?:ex )?(?:marido|esposo|novio|exmarido|exnovio|exesposo|companero|compañero|conyuge|papa de mis hij[oa]s|padre de mis hij[oa]s) /;
const HER = / mi (?:ex )?(?:esposa|mujer|novia|exesposa|exnovia|exmujer|companera) /;

const ADVERBS =
  '(?:muy |tan |re |bien |ya |mas |un poco |todavia |aqui |aca |super |casi |siempre |toda |todo |como |quedando )*';
const NOT_GENDER =
  '(?!todo |lado |cuidado |estado |nada |cada |pedido |pasado |pasada |sido |parado en |partido |ruido |marido |grado )';
/** What somebody says of themself with an ending that tells: "estoy desesperado", "he sido amenazada". */
const SELF = new RegExp(
  `(?<= )(?:estoy|ando|me siento|me quede|quede|fui|sigo|me encuentro|me tienen?|me dejaron|me dejo|he sido|vivo|estuve|soy|me vine|me veo) (?:una? )?${ADVERBS}${NOT_GENDER}(?:[a-z]{2,}[ai]d|sol|solit|enferm|cieg|sord|mud|viej|preocupad|tranquil|atrapad|desplazad|jubilad|nervios|ansios|list|viud|huerfan|campesin|pensionad|vendedor|trabajador|indigena y )([oa])(?= )`,
);
/** "la golpea", "lo tienen amarrado": whom something is done to. */
const DONE_TO = new RegExp(
  '(?<= )(la|lo) (?:peg|golp|maltrat|amenaz|insult|humill|encierr|encerr|viol|acos|persig|empuj|ahorc|casc|jal|arrastr|amarr|patea|pateo|ech[aoe]|abus|manose|obliga|apunal|hirio|hieren|tiene |tienen |tenia |dejo |dejaron |mando a |agred|drog|castig|estruj|quem)\\w*',
);
/** "el bebé está enfermo", "una joven", "el adolescente": the article or the ending tells. */
const NEUTRAL = '(?:bebe|joven|adolescente|estudiante|paciente|infante|discapacitad[oa]|habitante de calle)';
const BY_ARTICLE = new RegExp(
  `(?<= )(un|el|este|ese|otro|al|del|una|la|esta|esa|otra) (?:\\w+ )?${NEUTRAL}(?= )`,
);
const BY_ENDING = new RegExp(
  `(?<= )${NEUTRAL} (?:\\S+ ){0,5}?(?:esta|fue|quedo|anda|vive|llego|sigue|parece) (?:muy |todo |toda |bien |tan )*${NOT_GENDER}(?:[a-z]+[ai]d|sol|solit|enferm|flac|flaquit|golpe|moret)([oa])(?= )`,
);
const MEN = new Set(['un', 'el', 'este', 'ese', 'otro', 'al', 'del']);

const sexOf = (noun: string): Sex => (FEMALE_NAMES.has(noun) ? 'f' : 'm');

/**
 * The sex of the person affected, where the words say it: first what somebody says of themself, then the one that
 * something is done to ("a mi hija"), then the only one spoken of.
 */
export function affectedSex(text: string): Sex | null {
  const own = ownSex(text);
  if (own) return own;
  const hurtsMe = HURTS_ME.test(text);
  if (hurtsMe && HIM.test(text)) return 'f';
  if (hurtsMe && HER.test(text)) return 'm';
  if (hurtsMe) return null;
  const object = OBJECT.exec(text)?.[1];
  if (object) return sexOf(object);
  const done = DONE_TO.exec(text)?.[1];
  if (done) return done === 'la' ? 'f' : 'm';
  return spokenOf(text);
}

/** "estoy cansada", "soy un muchacho": what somebody says of themself. */
function ownSex(text: string): Sex | undefined {
  if (SELF_FEMALE.test(text)) return 'f';
  if (SELF_MALE.test(text)) return 'm';
  const ending = SELF.exec(text)?.[1];
  return ending === undefined ? undefined : ending === 'a' ? 'f' : 'm';
}

function spokenOf(text: string): Sex | null {
  const noun = ANYONE.exec(text)?.[1];
  // A husband who is spoken of beside "le pega" is not the one it is done to.
  if (noun && PARTNERS.has(noun) && / le (?:\S+ )?(?:peg|da |dio |grit|casc)/.test(text)) return 'f';
  if (noun) return sexOf(noun);
  const ending = BY_ENDING.exec(text)?.[1];
  if (ending) return ending === 'a' ? 'f' : 'm';
  const article = BY_ARTICLE.exec(text)?.[1];
  return article ? (MEN.has(article) ? 'm' : 'f') : null;
}
