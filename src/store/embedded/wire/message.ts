import { decode, decodeFields, eachElement } from '../bson/decode.js';
import { encode } from '../bson/encode.js';
import { type Doc, RawElement, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { crc32c } from './crc32c.js';

/** Source: MongoDB manual, "MongoDB Wire Protocol". */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** The low sixteen flag bits a receiver must know. */
const REQUIRED_FLAGS = 0xffff;

/** Largest message, as hello says. */
export const MAX_MESSAGE_BYTES = 48_000_000;
const HEADER_BYTES = 16;

/** A command as it came. Lists of documents stay raw: `body` leaves arrays of documents to `documentsOf`. */
export interface Request {
  readonly id: number;
  /** The opcode of the reply: only the handshake still comes as OP_QUERY. */
  readonly legacy: boolean;
  /** The client waits for no reply. */
  readonly silent: boolean;
  readonly name: string;
  readonly db: string;
  readonly body: Doc;
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>;
}

/** Fields that may hold many documents and are read one by one where they are needed. */
const LISTS = new Set(['documents', 'updates', 'deletes', 'ops', 'nsInfo']);

const malformed = (reason: string): MongoError =>
  new MongoError('FailedToParse', `malformed message: ${reason}`);

/** How many bytes the message that begins here has; undefined while that is not known. Throws when it cannot be. */
export const messageLength = (buffer: Buffer): number | undefined => {
  if (buffer.length < 4) return undefined;
  const length = buffer.readInt32LE(0);
  if (length < HEADER_BYTES || length > MAX_MESSAGE_BYTES) throw malformed(`length ${length}`);
  return length;
};

/** Reads one whole message. Throws a MongoError; the connection cannot go on then. */
export const readRequest = (message: Buffer): Request => {
  const opcode = message.readInt32LE(12);
  if (opcode === OP_MSG) return readMsg(message);
  if (opcode === OP_QUERY) return readQuery(message);
  if (opcode === OP_COMPRESSED) throw malformed('compression was not agreed on');
  throw malformed(`opcode ${opcode} is not supported`);
};

const documentEnd = (message: Buffer, at: number, limit: number): number => {
  if (at + 5 > limit) throw malformed('truncated document');
  const end = at + message.readInt32LE(at);
  if (end > limit || end < at + 5) throw malformed('bad document length');
  return end;
};

const readBody = (raw: Buffer): Doc => {
  const names = new Set<string>();
  eachElement(raw, 0, raw.length, (name) => {
    if (!LISTS.has(name)) names.add(name);
  });
  return decodeFields(raw, names);
};

const readMsg = (message: Buffer): Request => {
  if (message.length < 21) throw malformed('truncated OP_MSG');
  const flags = message.readUInt32LE(16);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw malformed(`unknown flags ${flags}`);
  const limit = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  if (flags & CHECKSUM_PRESENT && crc32c(message.subarray(0, limit)) !== message.readUInt32LE(limit)) {
    throw malformed('wrong checksum');
  }
  let body: Doc | undefined;
  const sequences = new Map<string, readonly Buffer[]>();
  let at = 20;
  while (at < limit) {
    const kind = message[at++];
    if (kind === 0) {
      const end = documentEnd(message, at, limit);
      if (body) throw malformed('two bodies');
      body = readBody(message.subarray(at, end));
      at = end;
    } else if (kind === 1) at = readSequence(message, at, limit, sequences);
    else throw malformed(`section kind ${kind}`);
  }
  if (!body) throw malformed('no body');
  const db = body.get('$db');
  if (typeof db !== 'string') throw new MongoError(40571, 'OP_MSG requests require a $db argument');
  return {
    id: message.readInt32LE(4),
    legacy: false,
    silent: (flags & MORE_TO_COME) !== 0,
    name: body.keys().next().value ?? '',
    db,
    body,
    sequences,
  };
};

const readSequence = (
  message: Buffer,
  start: number,
  limit: number,
  sequences: Map<string, readonly Buffer[]>,
): number => {
  const end = documentEnd(message, start, limit);
  const nameEnd = message.indexOf(0, start + 4);
  if (nameEnd < 0 || nameEnd >= end) throw malformed('unterminated sequence name');
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < end) {
    const next = documentEnd(message, at, end);
    documents.push(message.subarray(at, next));
    at = next;
  }
  sequences.set(message.toString('utf8', start + 4, nameEnd), documents);
  return end;
};

const readQuery = (message: Buffer): Request => {
  const nameEnd = message.indexOf(0, 20);
  const namespace = message.toString('utf8', 20, nameEnd);
  const at = nameEnd + 9;
  if (nameEnd < 0 || !namespace.endsWith('.$cmd')) throw malformed('OP_QUERY is only for commands');
  let body = decode(message.subarray(at, documentEnd(message, at, message.length)));
  const wrapped = body.get('$query');
  if (wrapped instanceof Map) body = wrapped;
  return {
    id: message.readInt32LE(4),
    legacy: true,
    silent: false,
    name: body.keys().next().value ?? '',
    db: namespace.slice(0, -5),
    body,
    sequences: new Map(),
  };
};

/** The raw documents of one of the LISTS, from the body or from a sequence beside it. */
export const documentsOf = (request: Request, name: string): readonly Buffer[] => {
  const sequence = request.sequences.get(name);
  if (sequence) return sequence;
  const value: Value | undefined = request.body.get(name);
  if (!(value instanceof RawElement) || value.type !== 4) {
    throw new MongoError(40414, `BSON field '${request.name}.${name}' is missing but a required field`);
  }
  const documents: Buffer[] = [];
  eachElement(value.bytes, 0, value.bytes.length, (at, type, start, end) => {
    if (type !== 3) {
      throw new MongoError(
        'TypeMismatch',
        `BSON field '${request.name}.${name}.${at}' is the wrong type, expected type 'object'`,
      );
    }
    documents.push(value.bytes.subarray(start, end));
  });
  return documents;
};

/** The reply to a request, ready to be sent. */
export const writeReply = (request: Request, replyId: number, reply: Doc): Buffer => {
  const body = encode(reply);
  const extra = request.legacy ? 20 : 5;
  const message = Buffer.allocUnsafe(HEADER_BYTES + extra + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(replyId, 4);
  message.writeInt32LE(request.id, 8);
  message.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  message.fill(0, HEADER_BYTES, HEADER_BYTES + extra);
  if (request.legacy) message.writeInt32LE(1, 32);
  body.copy(message, HEADER_BYTES + extra);
  return message;
};
