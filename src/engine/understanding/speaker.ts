import type { Recognition } from '../../domain/understanding.js';

type Speaker = Recognition['speaker'];

const ADULT = 18;
const BOARD =
  / (?:(?:soy|somos|como|habla|escribe|les habla|en calidad de) (?:\S+ ){0,3}?(?:junta|jac|presidente de la junta|presidenta de la junta|presidente|presidenta|tesorer[oa]|fiscal de la junta|dignatari[oa]s?|consejer[oa]s?|consejo|cmj|plataforma|comite|cabildo|veeduria|veedor[ae]?s?|edil|ediles|asojuntas|mesa|concejal|comunal|accion comunal|lider(?:esa)? comunal|delegad[oa]|representante)|(?:nuestra|en nuestra) (?:junta|jac|plataforma|organizacion|veeduria)|(?:la|nuestra) junta (?:solicita|pide|denuncia|quiere|necesita)|los? de la junta queremos|a la junta (?:le|nos)|nosotros (?:los de la junta|como junta|en la junta)) /;
const CHILD_WORDS =
  / (?:mi mami|mi papi|mis papas|mi profe|mi profesora|mi salon|mi recreo|soy (?:una? )?(?:nin[oa]|estudiante de colegio|menor de edad)|estoy en (?:primero|segundo|tercero|cuarto|quinto|sexto|septimo|octavo|noveno|decimo|once)|en mi colegio|mi colegio|mis companeros|mi madrastra|mi padrastro) /;
const MY_AGE =
  / (?:tengo|cumpli) (?:como |apenas |solo |ya |casi )?(\d{1,2}|ocho|nueve|diez|siete|seis|cinco)(?: an\w+)? /;
const ABOUT_ME =
  / (?:me|nos) (?!(?:contaron?|conto|dijo|dijeron|dicen|dice|parece|preocupa|entere|enteramos|pueden?|puede|ayud\w+|gustaria|interesa|regala|da (?:pesar|lastima|pena|tristeza|rabia)|avis\w+|mostr\w+|llam[oa]|confes\w+|imagino|doy|di|explic\w+|indic\w+|colabor\w+|orient\w+) )\S+/;
const ABOUT_MYSELF =
  / (?:soy|estoy|tengo|sufro|siento|fui|vivo|perdi|necesito|quiero|puse|llevo|mi (?:pension|subsidio|casa|finca|marido|esposo|novio|ex|pareja|companero|jefe|eps|cita|discapacidad|certificado|hijo me|hija me|nuera)) /;
const OTHERS =
  / (?:a|al|de|mi|la|el|un|una|unos|unas|los|las|su|del) (?:vecin[oa]s?|nin[oa]s?|senora?|senores|hij[oa]s?|herman[oa]s?|mama|papa|abuel[oa]s?|abuelit[oa]s?|amig[oa]s?|prim[oa]s?|sobrin[oa]s?|niet[oa]s?|muchach[oa]s?|pelad[oa]s?|estudiantes?|alumn[oa]s?|companer[oa]s?|bebe|ancian[oa]s?|viejit[oa]s?|menor(?:es)?|adulto mayor|persona|habitante|joven(?:es)?|ti[oa]s?|cunad[oa]s?|mujer|hombre|familia|gente|esposa|suegr[oa]) /;

/** Who writes: a child about themself, a board as such, the victim, or somebody who saw it.
 * `aboutBoard`: the concern is one that only members of a board have. */
export function findSpeaker(text: string, aboutBoard: boolean): Speaker {
  if (BOARD.test(text) || aboutBoard) return 'board';
  const age = MY_AGE.exec(text)?.[1];
  const minor = age !== undefined && (!/^\d/.test(age) || Number(age) < ADULT);
  const aboutMe = ABOUT_ME.test(text);
  if (minor || (CHILD_WORDS.test(text) && aboutMe)) return 'child';
  if (aboutMe) return 'victim';
  if (OTHERS.test(text)) return 'witness';
  return ABOUT_MYSELF.test(text) ? 'victim' : 'witness';
}
