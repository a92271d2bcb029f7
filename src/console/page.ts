import type { Said } from '../domain/message.js';
import { dayOf, localTime, saidDay } from '../domain/deadline.js';
import { html, type Html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import type { Official } from './session.js';

/** Puts a text of the console (`queue` is `console:queue`) or of another file (`case:…`) into words. */
export type Say = (key: string, args?: Said['args']) => string;

export interface PageParts {
  readonly say: Say;
  readonly title: string;
  readonly official: Official | null;
  readonly body: Html;
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

/** A whole page: no script, nothing from elsewhere, never kept by the browser. */
export function page(parts: PageParts, status = 200): HttpResponse {
  const { say, title, official, body } = parts;
  const content = html`<!doctype html>
<html lang="es-CO">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${say('name')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console/console.css">
</head>
<body>
<a class="skip" href="#main">${say('skip')}</a>
<header><p class="name">${say('name')}</p>${official ? menu(say, official) : undefined}</header>
<main id="main"><h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return { status, headers: HEADERS, body: content.text };
}

const PLACES = ['queue', 'cases', 'handoffs', 'alerts', 'agencies', 'channels', 'parked'] as const;

const menu = (say: Say, official: Official): Html => html`<nav aria-label="${say('menu')}"><ul>
${PLACES.map((place) => html`<li><a href="/console${place === 'queue' ? '' : `/${place}`}">${say(place)}</a></li>`)}
</ul></nav>
<form method="post" action="/console/logout">${hidden({ csrf: official.csrf })}<span>${official.name}</span> <button class="quiet">${say('logout')}</button></form>`;

/** Fields that a form carries unseen. */
export const hidden = (fields: Readonly<Record<string, string>>): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

/** Goes on with a GET, so that reloading repeats nothing. */
export const seeOther = (location: string, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store', ...headers },
});

/** Day and hour in Colombia. */
export function when(say: Say, at: number): string {
  const { minute } = localTime(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return say('at', { day: saidDay(dayOf(at)), time: `${two(Math.floor(minute / 60))}:${two(minute % 60)}` });
}

/** Names and values, one below the other. */
export const facts = (rows: readonly (readonly [string, string | Html] | null)[]): Html =>
  html`<dl>${rows.map((row) => (row ? html`<div><dt>${row[0]}</dt><dd>${row[1]}</dd></div>` : undefined))}</dl>`;
