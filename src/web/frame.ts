import type { HttpRequest, HttpResponse } from '../ports/http.js';
import { compressed } from './assets.js';
import { html, type Html } from '../engine/texts/html.js';
import { langTag, type Words } from './words.js';

export interface FrameParts {
  readonly words: Words;
  readonly title: string;
  /** What stands in the head besides the usual: style sheet, scripts. */
  readonly head: Html;
  readonly body: Html;
}

/** A whole page. */
export function page({ words, title, head, body }: FrameParts): Html {
  return html`<!doctype html>
<html lang="${langTag(words.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#0b5d4e">
<meta name="description" content="${words.say('description')}">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
${body}
</html>
`;
}

/**
 * Sends a page: nothing inline runs, nothing comes from elsewhere, only listed pages may frame it, and no copy stays
 * in the browser's cache on a phone that others use.
 * @param framers origins that may embed the page.
 */
export function sendPage(
  request: HttpRequest,
  content: Html,
  framers: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const host = /^[\w.:[\]-]+$/.test(request.headers.host ?? '') ? request.headers.host : undefined;
  const sockets = host === undefined ? '' : ` ws://${host} wss://${host}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${["'self'", ...framers].join(' ')}`,
  ].join('; ');
  const all = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    ...headers,
  };
  return compressed(request, all, { plain: Buffer.from(content.text) });
}
