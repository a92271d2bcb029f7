/**
 * How the store's rows are keyed; part of the on-disk format.
 *
 *   00 'f'                       the format: {version, nextId}
 *   00 'c' db 00 collection      a collection: {id, uuid, options, indexes}
 *   00 'n' id                    how many documents a collection holds
 *   00 'g' id                    rows of this id are garbage, to be removed
 *   00 'm' id                    some document has several entries in this index
 *   01 id key(_id)               a document
 *   02 id keys [key(_id)]        an index entry, its value is key(_id); without the last part when unique
 */
const idBytes = (id: number): string => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(id, 0);
  return bytes.toString('latin1');
};

export const FORMAT_KEY = '\0f';
export const CATALOGUE_PREFIX = '\0c';
export const GARBAGE_PREFIX = '\0g';

export const catalogueKey = (db: string, name: string): string =>
  `${CATALOGUE_PREFIX}${Buffer.from(`${db}\0${name}`).toString('latin1')}`;
export const countKey = (id: number): string => `\0n${idBytes(id)}`;
export const multikeyKey = (id: number): string => `\0m${idBytes(id)}`;
export const garbageKey = (id: number): string => GARBAGE_PREFIX + idBytes(id);
export const garbageId = (key: string): number => Buffer.from(key.slice(2), 'latin1').readUInt32BE(0);
export const documentPrefix = (id: number): string => `\x01${idBytes(id)}`;
export const indexPrefix = (id: number): string => `\x02${idBytes(id)}`;

/** The first key after all that begin with `prefix`. */
export const after = (prefix: string): string => {
  let end = prefix.length - 1;
  while (end > 0 && prefix.charCodeAt(end) === 255) end--;
  return prefix.slice(0, end) + String.fromCharCode(prefix.charCodeAt(end) + 1);
};
