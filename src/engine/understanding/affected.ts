type Sex = 'f' | 'm';

const FEMALE =
  'mujer|mujeres|nina|ninas|ninita|senora|senoras|muchacha|muchachas|muchachita|hija|hijas|hijita|mama|mami|madre|abuela|abuelas|abuelita|hermana|hermanita|tia|vecina|esposa|novia|pelada|peladas|peladita|sobrina|nieta|chica|profesora|companera|viejita|anciana|amiga|prima|cunada|suegra|bebita|joven embarazada|adolescente embarazada|sardina|jovencita|alumna|madrina|nuera|patrona|lideresa|dona';
const MALE =
  'hombre|hombres|nino|ninito|senor|muchacho|muchachito|hijo|hijito|papa|padre|abuelo|abuelito|hermano|hermanito|tio|vecino|pelado|peladito|sobrino|nieto|chico|varon|viejito|anciano|amigo|primo|cunado|suegro|bebito|joven gay|alumno|yerno|companero|don|marido|esposo|novio';
const ARTICLE =
  '(?:mi |la |el |una |un |su |esa |ese |esta |este |otra |otro |mis |los |las |pobre |mi pobre |nuestra |nuestro )?';
const OBJECT = new RegExp(`(?<= )(?:a|al|contra|para|de) ${ARTICLE}(${FEMALE}|${MALE})(?= )`, 'g');
const ANYONE = new RegExp(`(?<= )(${FEMALE}|${MALE})(?= )`, 'g');
const FEMALE_NAMES = new Set(FEMALE.split('|'));

const SELF_FEMALE =
  / (?:estoy (?:muy |tan |re )?(?:embarazada|sola|solita|encerrada|asustada|cansada|desesperada|escondida|golpeada|separada|casada|deprimida|amenazada|preocupada|triste y sola|aburrida|desempleada|angustiada|viuda)|soy (?:una? )?(?:mujer|muchacha|nina|senora|madre|mama|desplazada|viuda|victima y mujer|ama de casa|abuela|adulta mayor|trans femenina|lesbiana|lideresa|estudiante mujer|cabeza de hogar|madre cabeza|desempleada|sorda|ciega|pensionada|hija)|me siento (?:muy )?(?:sola|cansada|insegura|amenazada|acosada)|fui (?:violada|abusada|golpeada|agredida|maltratada|amenazada|discriminada|desplazada)|me (?:tiene|tienen|dejo|dejaron) (?:encerrada|amarrada|amenazada|sola)|quede embarazada|me violaron|mi embarazo) /;
const SELF_MALE =
  / (?:estoy (?:muy |tan |re )?(?:solo|encerrado|asustado|cansado|desesperado|escondido|golpeado|separado|casado|deprimido|amenazado|preocupado|desempleado)|soy (?:un )?(?:hombre|muchacho|nino|senor|papa|desplazado|viudo|abuelo|adulto mayor hombre|gay|sordo|ciego|pensionado|lider|campesino|pescador|joven gay)|me siento (?:muy )?(?:solo|cansado|inseguro|amenazado)|fui (?:violado|abusado|golpeado|agredido|maltratado|amenazado|discriminado|desplazado)|me (?:tiene|tienen|dejo|dejaron) (?:encerrado|amarrado|amenazado|solo)) /;
const HURTS_ME =
  / (?:me|nos) (?:\S+ )?(?:peg\w+|golp\w+|maltrat\w+|amenaz\w+|insult\w+|humill\w+|grit\w+|cel[ao]\w*|control\w+|persig\w+|acos\w+|viol\w+|quit\w+|mat\w+|oblig\w+|encerr\w+|trat\w+|cog\w+|empuj\w+|ahorc\w+|casc\w+|dej\w+|tiene\w*|quiere\w*|busca\w*|jal\w+|revis\w+|va|escribe\w*|manda\w*|sigue|prohib\w+|toca\w*|forz\w+|manose\w+) /;
const HIM =
  / (?:mi|el|un) (?:ex )?(?:marido|esposo|novio|exmarido|exnovio|exesposo|companero|compañero|conyuge|papa de mis hij[oa]s|padre de mis hij[oa]s) /;
const HER = / mi (?:ex )?(?:esposa|mujer|novia|exesposa|exnovia|exmujer|companera) /;

const sexOf = (noun: string): Sex => (FEMALE_NAMES.has(noun) ? 'f' : 'm');

/**
 * The sex of the person affected, where the words say it: first what somebody says of themself, then the one that
 * something is done to ("a mi hija"), then the only one spoken of.
 */
export function affectedSex(text: string): Sex | null {
  if (SELF_FEMALE.test(text)) return 'f';
  if (SELF_MALE.test(text)) return 'm';
  const objects = [...text.matchAll(OBJECT)].map(([, noun]) => sexOf(noun ?? ''));
  const hurtsMe = HURTS_ME.test(text);
  if (hurtsMe && HIM.test(text)) return 'f';
  if (hurtsMe && HER.test(text)) return 'm';
  if (hurtsMe) return null;
  if (objects.length > 0) return objects[0] ?? null;
  const spokenOf = [...text.matchAll(ANYONE)].map(([, noun]) => sexOf(noun ?? ''));
  return spokenOf[0] ?? null;
}
