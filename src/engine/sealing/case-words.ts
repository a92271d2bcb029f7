import type { CaseWords } from '../../domain/case-document.js';
import type { SealedField, SealedFields } from '../../domain/contact.js';
import type { CaseSealer } from './case-sealer.js';

/** Words of a case and the field each is sealed as; texts as they are, the rest as JSON. */
const FIELDS = {
  description: 'description',
  place: 'place',
  answers: 'answers',
  contact: 'contact_rules',
  identity: 'identity',
} as const satisfies Record<keyof CaseWords, SealedField>;

/** Seals what was told, each field for itself; what was not told leaves no field. */
export function sealWords(words: CaseWords, sealer: CaseSealer): SealedFields {
  const sealed: Partial<Record<SealedField, string>> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const value = words[name as keyof CaseWords];
    if (value !== undefined)
      sealed[field] = sealer.seal(field, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return sealed;
}

/** Opens what sealWords sealed. Throws `sealing.tampered`. */
export function openWords(sealed: SealedFields, sealer: CaseSealer): CaseWords {
  const open = (field: SealedField): string | undefined => {
    const value = sealed[field];
    return value === undefined ? undefined : sealer.open(field, value);
  };
  const json = <Name extends keyof CaseWords>(field: SealedField): CaseWords[Name] | undefined => {
    const text = open(field);
    return text === undefined ? undefined : (JSON.parse(text) as CaseWords[Name]);
  };
  const opened = {
    description: open('description'),
    place: open('place'),
    answers: json<'answers'>('answers'),
    contact: json<'contact'>('contact_rules'),
    identity: json<'identity'>('identity'),
  };
  return Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== undefined));
}
