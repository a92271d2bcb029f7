/** A place that figures and cases belong to. `code` is DIVIPOLA (5 digits a municipality, `76` the department,
 * `00` the country) or a statistical domain such as `76001AM`. */
export interface Territory {
  readonly code: string;
  readonly name: string;
  readonly kind: 'country' | 'department' | 'metropolitan_area' | 'municipality';
  readonly parent?: string;
  /** The name inside a sentence after "en" or "para", where it is not `name`: "el Valle del Cauca". */
  readonly sayAs?: string;
  readonly subregion?: string;
  /** Whether its education secretariat is certified (Ley 715 de 2001): decides EDU_CERT or EDU_DPTO. */
  readonly certifiedEducation?: boolean;
  /** Other names and common misspellings, lower case. */
  readonly aliases: readonly string[];
  readonly demonyms: readonly string[];
  /** Whether the name is also a common word (toro, pradera), so that it needs "en" or "de" before it. */
  readonly needsContext?: boolean;
  /** What the name is confused with, for people who look after the catalogue. */
  readonly ambiguity?: string;
}

/** A village, neighbourhood or vereda that belongs to a municipality; never confirmed official names. */
export interface Locality {
  readonly name: string;
  readonly territory: string;
  readonly aliases?: readonly string[];
}
