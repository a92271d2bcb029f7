/** What a person may answer with to a select question. */
export interface ReadableOption {
  readonly value: string;
  readonly label: string;
}

/** Understands what people type as an answer to a form. Pure; none of its functions ever throws. The one for
 * Spanish as it is typed here is made by ./spoken-reader.ts. */
export interface FormReader {
  /** One number in digits or words ("4 y medio", "doce"); null when it is not one. */
  parseNumber(text: string): number | null;
  /** The days a text may mean ("ayer", "el viernes", "24/05/2026") as YYYY-MM-DD, likeliest first; `now` in
   * milliseconds. Empty when it means none. */
  parseDates(text: string, now: number): readonly string[];
  /** Values of the options that one choice may mean, best first ("2", "la segunda", part of a label): exactly one
   * when it is clear, several when it is ambiguous, none when it names none. */
  chooseOption(text: string, options: readonly ReadableOption[]): readonly string[];
  /** Values of all the options that the text names ("dos y la tres"); null when a part of it names none or is
   * ambiguous. */
  chooseOptions(text: string, options: readonly ReadableOption[]): readonly string[] | null;
  /** Whether the person does not want to answer ("saltar", "prefiero no decir", "paso") or cannot ("no sé"). */
  declines(text: string): 'refuses' | 'does-not-know' | null;
  /** What is said instead of an earlier answer ("no, era Palmira" -> "Palmira"); null when nothing is taken back. */
  correction(text: string): string | null;
}
