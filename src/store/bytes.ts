/** The driver gives Binary, the schema Buffer: both hold bytes. */
export const bytesOf = (sealed: unknown): Uint8Array => {
  const binary = sealed as { buffer?: Uint8Array };
  return sealed instanceof Uint8Array ? sealed : (binary.buffer ?? new Uint8Array());
};
