import { randomBytes } from 'node:crypto';
import { eachElement } from '../bson/decode.js';
import { T } from '../bson/value.js';
import { MongoError } from '../errors.js';

const processPart = randomBytes(5);
let counter = randomBytes(3).readUIntBE(0, 3);

/** A new ObjectId: seconds, five random bytes of this process, a counter. */
export const newObjectId = (now: number): Buffer => {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(Math.floor(now / 1000), 0);
  processPart.copy(bytes, 4);
  counter = (counter + 1) % 0x1000000;
  bytes.writeUIntBE(counter, 9, 3);
  return bytes;
};

interface IdPlace {
  readonly first: boolean;
  readonly start: number;
  readonly end: number;
}

/** Checks the whole top level and finds the `_id`. Throws InvalidBSON, InvalidIdField. */
const findId = (raw: Buffer): IdPlace | undefined => {
  let place: IdPlace | undefined;
  let count = 0;
  eachElement(raw, 0, raw.length, (name, type, at, end) => {
    if (name === '_id' && !place) {
      if (type === T.array || type === T.regex || type === T.undefined) {
        throw new MongoError(
          'InvalidIdField',
          `The '_id' value cannot be of type ${type === T.array ? 'array' : type === T.regex ? 'regex' : 'undefined'}`,
        );
      }
      place = { first: count === 0, start: at - 5, end };
      if (type === T.object) refuseDollarFields(raw, at, end);
    }
    count += 1;
  });
  return place;
};

const refuseDollarFields = (raw: Buffer, start: number, end: number): void => {
  eachElement(raw, start, end, (name) => {
    if (name.startsWith('$')) {
      throw new MongoError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' in '_id.${name}' is not valid for storage.`,
      );
    }
  });
};

/** The document in bytes of the store's own, beginning with its `_id`; one without gets an ObjectId. */
export const prepared = (raw: Buffer, now: number): Buffer => {
  const place = findId(raw);
  if (place?.first) return Buffer.from(raw);
  const id = place
    ? raw.subarray(place.start, place.end)
    : Buffer.concat([Buffer.from([T.objectId, 0x5f, 0x69, 0x64, 0]), newObjectId(now)]);
  const rest = place ? [raw.subarray(4, place.start), raw.subarray(place.end)] : [raw.subarray(4)];
  const body = Buffer.concat([Buffer.alloc(4), id, ...rest]);
  body.writeInt32LE(body.length, 0);
  return body;
};
