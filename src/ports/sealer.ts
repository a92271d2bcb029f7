/** Encrypts what people tell. `purpose` and `id` are bound to the ciphertext: it opens nowhere else. */
export interface Sealer {
  seal(purpose: string, id: string, plain: string): Buffer;
  /** @throws Problem `seal_broken` when it was changed, moved or made with another key. */
  open(purpose: string, id: string, sealed: Uint8Array): string;
}
