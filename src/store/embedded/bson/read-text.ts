import { invalid } from './invalid.js';

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads UTF-8; short ASCII, which names are, is read without a call into the runtime. */
export const readText = (buffer: Buffer, start: number, end: number): string => {
  if (end - start < 24) {
    let text = '';
    for (let at = start; at < end; at++) {
      const byte = buffer[at] as number;
      if (byte > 127) return decodeUtf8(buffer, start, end);
      text += String.fromCharCode(byte);
    }
    return text;
  }
  return decodeUtf8(buffer, start, end);
};

const decodeUtf8 = (buffer: Buffer, start: number, end: number): string => {
  const text = buffer.toString('utf8', start, end);
  if (!text.includes('\ufffd')) return text;
  try {
    return textDecoder.decode(buffer.subarray(start, end));
  } catch {
    throw invalid('text is not UTF-8');
  }
};
