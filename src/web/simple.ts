import type { ChatLine, ChatWords } from '../ports/chat-sessions.js';
import type { HttpRequest, HttpResponse, Route } from '../ports/http.js';
import { Problem } from '../problem.js';
import type { Assets } from './assets.js';
import { sendPage } from './frame.js';
import { html } from '../engine/texts/html.js';
import type { WebParts } from './routes.js';
import { type SimplePage, simplePage } from './simple-page.js';
import { LANG_OF, type Words, wordsFor } from './words.js';

const PATH = '/chat-simple';
const COOKIE = 'participa';
/** Somewhat more than the largest file that may be allowed (100 MB). */
const MAX_FILE = 110 * 1000 * 1000;
/** How long a page waits for the answer before it is shown without. */
const ANSWER_MS = 4_000;

const NOTICES: Readonly<Record<string, string>> = {
  token_invalid: 'plain-expired',
  token_expired: 'plain-expired',
  too_many: 'plain-many',
};

/**
 * The chat without script. The session travels in a hidden field; a cookie that ends with the browser only lets the
 * page after a POST be a GET that can be reloaded. Where cookies are refused the POST itself answers: sending it twice
 * is one message, since its id is in the form.
 */
export function simpleRoutes(parts: WebParts, assets: Assets): Route[] {
  const show = (request: HttpRequest, words: Words, it: Shown): HttpResponse => {
    const files = cookieIn(request) !== '';
    const content = simplePage(words, assets, { id: parts.ids.next(), files, ...it });
    const cookie: Record<string, string> =
      it.session === '' ? {} : { 'set-cookie': cookieOf(parts, it.session) };
    return sendPage(request, content, parts.origins, cookie);
  };
  return [
    {
      method: 'GET',
      path: PATH,
      handle: async (request) => {
        const words = wordsFor(parts.texts, request, parts.defaultLocale);
        return show(request, words, await resumed(parts, cookieIn(request)));
      },
    },
    {
      method: 'POST',
      path: PATH,
      handle: async (request) => {
        sameSite(request);
        const form = new URLSearchParams(request.body.toString('utf8'));
        const words = wordsFor(parts.texts, request, parts.defaultLocale, form.get('lang') ?? '');
        return post(parts, request, form, words, (it) => show(request, words, it));
      },
    },
    {
      method: 'POST',
      path: `${PATH}/file`,
      streams: true,
      maxBytes: MAX_FILE,
      handle: async (request) => {
        sameSite(request);
        const words = wordsFor(parts.texts, request, parts.defaultLocale);
        return give(parts, request, words, (it) => show(request, words, it));
      },
    },
    {
      method: 'POST',
      path: `${PATH}/exit`,
      handle: async (request) => {
        sameSite(request);
        const form = new URLSearchParams(request.body.toString('utf8'));
        await parts.sessions.end(form.get('session') || cookieIn(request)).catch(() => {});
        return sendPage(request, html`<!doctype html><title>.</title>`, parts.origins, {
          'set-cookie': `${COOKIE}=; Path=${PATH}; Max-Age=0; HttpOnly; SameSite=Strict`,
          'clear-site-data': '"cache", "storage"',
        });
      },
    },
  ];
}

type Shown = Omit<SimplePage, 'id'> & { readonly id?: string };

/**
 * A form that one of our own pages sent: another site could otherwise slip a session it knows into a person's browser
 * and read along. @throws Problem `forbidden`.
 */
function sameSite(request: HttpRequest): void {
  const { host, origin, referer, 'sec-fetch-site': site } = request.headers;
  const from = origin ?? referer;
  const same = site === undefined || site === 'same-origin';
  if (!same || (from !== undefined && !(URL.canParse(from) && new URL(from).host === host)))
    throw new Problem('forbidden', 'this form was not sent from this site');
}

/** The conversation of an earlier request; a new one when there is none. */
async function resumed(parts: WebParts, session: string): Promise<Shown> {
  if (session === '') return { session, lines: [] };
  try {
    const lines = await parts.sessions.history(session);
    return { session, lines, ...waiting(lines) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const expired = NOTICES[error.code] === 'plain-expired';
    return { session: expired ? '' : session, lines: [], notice: expired ? 'plain-expired' : 'slow' };
  }
}

async function post(
  parts: WebParts,
  request: HttpRequest,
  form: URLSearchParams,
  words: Words,
  show: (it: Shown) => HttpResponse,
): Promise<HttpResponse> {
  const id = form.get('id') || parts.ids.next();
  const said = saidIn(form, words.locale);
  const given = form.get('session') || cookieIn(request);
  let session = given;
  try {
    session = given || parts.sessions.begin(request.ip);
    await parts.sessions.say(session, id, said);
    const lines = await parts.sessions.history(session, { id, ms: ANSWER_MS });
    if (cookieIn(request) === session) return onward(words);
    return show({ session, lines, ...waiting(lines) });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const urgent = (error.details.urgent ?? []) as ChatLine[];
    const expired = NOTICES[error.code] === 'plain-expired';
    const before = expired ? [] : await parts.sessions.history(session).catch(() => []);
    const notice = NOTICES[error.code] ?? 'plain-failed';
    const lines = [...before, ...urgent];
    const page = show({ session: expired ? '' : session, id, lines, notice, text: said.text });
    return { ...page, status: error.code === 'too_many' ? 429 : error.retryable ? 503 : 403 };
  }
}

/** A file; its answer is looked for on the page that follows. */
async function give(
  parts: WebParts,
  request: HttpRequest,
  words: Words,
  show: (it: Shown) => HttpResponse,
): Promise<HttpResponse> {
  const session = cookieIn(request);
  try {
    const { headers, stream, ip } = request;
    await parts.sessions.give(session, headers['content-type'] ?? '', stream ?? nothing(), ip);
    return onward(words);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const expired = NOTICES[error.code] === 'plain-expired';
    const notice = NOTICES[error.code] ?? (error.code === 'too_large' ? 'file-large' : 'file-failed');
    const lines = expired ? [] : await parts.sessions.history(session).catch(() => []);
    const page = show({ session: expired ? '' : session, lines, notice });
    return { ...page, status: error.code === 'too_many' ? 429 : error.retryable ? 503 : 400 };
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const onward = (words: Words): HttpResponse => ({
  status: 303,
  headers: {
    location: `${PATH}?lang=${LANG_OF[words.locale] ?? 'es'}#text`,
    'cache-control': 'no-store',
  },
});

/** Nothing has been answered yet: say how to look again. */
function waiting(lines: readonly ChatLine[] | undefined): { notice?: string } {
  return lines?.at(-1)?.by === 'person' ? { notice: 'plain-none' } : {};
}

function saidIn(form: URLSearchParams, locale: string): ChatWords {
  const option = form.get('option');
  if (option === null) return { text: form.getAll('text').find((it) => it.trim() !== '') ?? '', locale };
  try {
    const [value, label] = JSON.parse(option) as unknown[];
    if (typeof value === 'string' && typeof label === 'string') return { text: label, option: value, locale };
  } catch {
    throw new Problem('bad_request', 'option: is not what this form sends');
  }
  throw new Problem('bad_request', 'option: is not what this form sends');
}

function cookieOf({ secure }: WebParts, session: string): string {
  return `${COOKIE}=${session}; Path=${PATH}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
}

function cookieIn(request: HttpRequest): string {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w.-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
}
