/** What a person may answer with to a select question. */
export interface ReadableOption {
  readonly value: string;
  readonly label: string;
}

/** Understands what people type as an answer. Pure; engine/understanding implements it for Spanish as it is typed
 * here, and none of its functions ever throws. */
export interface AnswerReader {
  /** One number in digits or words ("4 y medio", "doce"); null when it is not one. */
  parseNumber(text: string): number | null;
  /** A day ("ayer", "5 de mayo", "24/05/2026") as YYYY-MM-DD; `now` in milliseconds. null when it is not one. */
  parseDate(text: string, now: number): string | null;
  /** Values of the options that one choice may mean, best first ("2", "la segunda", part of a label): exactly one
   * when it is clear, several when it is ambiguous, none when it names none. */
  chooseOption(text: string, options: readonly ReadableOption[]): readonly string[];
  /** Values of all the options that the text names ("dos y la tres"); null when a part of it names none or is
   * ambiguous. */
  chooseOptions(text: string, options: readonly ReadableOption[]): readonly string[] | null;
  /** Whether the person does not want to answer ("saltar", "prefiero no decir", "paso"). */
  isRefusal(text: string): boolean;
}
