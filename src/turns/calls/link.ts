import { type Link, LINK_MS } from '../../domain/link.js';
import { newLinkCode } from '../../domain/link-code.js';
import type { JsonObject } from '../../domain/json.js';
import type { Said } from '../../domain/message.js';
import type { Call, CallInput, CallOutput } from '../../engine/flow/state.js';
import type { Keyring } from '../../engine/sealing/keyring.js';
import { pseudonym } from '../../engine/sealing/pseudonym.js';
import type { Ids } from '../../ports/ids.js';
import type { LinkStore } from '../../ports/links.js';
import { LINK, linkMemory, type LinkMemory } from '../carried.js';

export interface LinkParts {
  readonly links: LinkStore;
  readonly ring: Keyring;
  readonly ids: Ids;
}

/** So many codes that are none may be typed in one conversation in this time; from then on a right one is none either. */
const MOST_WRONG = 5;
const WRONG_MS = 3600 * 1000;

/** What dialogs/link.yaml calls. */
export function linkCalls(parts: LinkParts): Record<string, Call> {
  return {
    'link.offer': { outcomes: [], run: (input) => offer(parts, input) },
    'link.look': { outcomes: ['known', 'same', 'wrong'], run: (input) => look(parts, input) },
    'link.claim': { outcomes: [], run: claim },
    'link.ask': { outcomes: [], run: ask },
    'link.join': { outcomes: ['joined', 'late'], run: (input) => join(parts, input) },
    'link.refuse': { outcomes: [], run: refuse },
    'link.part': { outcomes: [], run: (input) => part(parts, input) },
  };
}

const CHANNELS = ['web-chat', 'whatsapp', 'terminal'];

/** How the channel of a conversation is called: `link:channel-whatsapp`. */
export function channelName(conversation: string): Said {
  const channel = conversation.split(':')[0] ?? '';
  return { key: `link:channel-${CHANNELS.includes(channel) ? channel : 'other'}` };
}

const idOf = ({ ring }: LinkParts, code: string): string => pseudonym('link-code', code, ring);

function offer(parts: LinkParts, input: CallInput): CallOutput {
  const code = newLinkCode(parts.ids.bytes);
  const id = idOf(parts, code);
  return {
    effects: [{ kind: 'link.offer', key: id, data: { link: id, until: input.now + LINK_MS } }],
    say: [{ key: 'link:offer', args: { code } }],
  };
}

/** A code that is wrong, used or too old, and one typed after too many wrong ones, are the same to whoever tries. */
async function look(parts: LinkParts, input: CallInput): Promise<CallOutput> {
  // Mistyped: nothing is looked up, and nothing counted.
  if (input.slots.code === '') return { outcome: 'wrong', slots: { code: null } };
  const known = linkMemory(input.memory);
  const before = known.wrong && input.now - known.wrong.since < WRONG_MS ? known.wrong : null;
  const link =
    (before?.count ?? 0) >= MOST_WRONG ? null : await parts.links.find(idOf(parts, String(input.slots.code)));
  if (link?.from === input.conversation) return { outcome: 'same' };
  if (link && isOpen(link, 'offered', input.now)) {
    const question: Said = { key: 'link:sure', args: { there: channelName(link.from) } };
    return {
      outcome: 'known',
      slots: { code: null, link: link.id, from: link.from, question: question as unknown as JsonObject },
    };
  }
  const wrong = { count: (before?.count ?? 0) + 1, since: before?.since ?? input.now };
  return { outcome: 'wrong', slots: { code: null }, memory: remembered({ ...known, wrong }) };
}

const isOpen = (link: Link, state: Link['state'], now: number): boolean =>
  link.state === state && (link.until ?? 0) > now;

const remembered = (link: LinkMemory): JsonObject => ({ [LINK]: link as unknown as JsonObject });

function claim(input: CallInput): CallOutput {
  return {
    effects: [{ kind: 'link.claim', data: { link: String(input.slots.link), at: input.now } }],
    say: [{ key: 'link:asked-there', args: { there: channelName(String(input.slots.from)) } }],
  };
}

function ask(input: CallInput): CallOutput {
  const question: Said = { key: 'link:claimed', args: { there: channelName(String(input.slots.to)) } };
  return { slots: { question: question as unknown as JsonObject } };
}

async function join(parts: LinkParts, input: CallInput): Promise<CallOutput> {
  const link = await parts.links.find(String(input.slots.link));
  if (!link?.to || !isOpen(link, 'claimed', input.now)) return { outcome: 'late' };
  return {
    outcome: 'joined',
    effects: [{ kind: 'link.join', data: { link: link.id, at: input.now } }],
    say: [{ key: 'link:moved', args: { there: channelName(link.to) } }],
  };
}

function refuse(input: CallInput): CallOutput {
  return {
    effects: [{ kind: 'link.refuse', data: { link: String(input.slots.link), at: input.now } }],
    say: [{ key: 'link:not-you' }],
  };
}

/** Takes this conversation out of every link it is in. */
async function part(parts: LinkParts, input: CallInput): Promise<CallOutput> {
  const links = await parts.links.joining([input.conversation]);
  const ids = links.map(({ id }) => id);
  return {
    effects: [{ kind: 'link.part', data: { links: ids, at: input.now } }],
    say: [{ key: 'link:parted' }],
  };
}
