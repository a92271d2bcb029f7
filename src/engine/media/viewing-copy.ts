import { stripJpeg } from './strip-jpeg.js';
import { stripPng } from './strip-png.js';
import { stripWebp } from './strip-webp.js';

const STRIP: Readonly<Record<string, (source: Buffer) => Buffer>> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
};

/** Whether files of this type can be shown without what they tell beside the picture. */
export const hasViewingCopy = (type: string): boolean => Object.hasOwn(STRIP, type);

/**
 * The picture without its metadata, pixel for pixel the same; null for types that have no such copy.
 * @throws Problem `media.malformed` where the file is damaged.
 */
export const viewingCopy = (type: string, original: Buffer): Buffer | null => STRIP[type]?.(original) ?? null;
