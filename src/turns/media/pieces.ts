/** Bytes in one stored piece. */
const PIECE_BYTES = 256 * 1024;

/** The same bytes in pieces of one size, the last one smaller; none where there are no bytes. */
export async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    size += chunk.length;
    if (size < PIECE_BYTES) continue;
    const whole = Buffer.concat(waiting);
    const full = whole.length - (whole.length % PIECE_BYTES);
    for (let at = 0; at < full; at += PIECE_BYTES) yield whole.subarray(at, at + PIECE_BYTES);
    waiting = [whole.subarray(full)];
    size = whole.length - full;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
