import { html, type Html } from '../engine/texts/html.js';
import { LANG_OF, type Words } from './words.js';

/** What a browser offers to choose from; what comes is judged by its content. */
export const ACCEPTED = 'image/*,audio/*,video/*,.pdf,.docx,.odt';

/** The one line that is always in sight: who helps now, and that this chat does not. */
export const dangerStrip = (words: Words): Html =>
  html`<p class="danger-strip"><span>${words.say('danger')} <a href="tel:123">123</a></span> <small>${words.say('danger-truth')}</small></p>`;

export const brand = (words: Words): Html =>
  html`<h1><span class="name">${words.say('title')}</span> <span class="owner">${words.say('owner')}</span></h1>`;

/** Where a person writes: a plain form that works without script, and that the script takes over. */
export function composer(
  words: Words,
  form: { readonly session: string; readonly id: string; readonly text?: string },
): Html {
  return html`<form id="composer" class="composer" method="post" action="/chat-simple" autocomplete="off">
<input type="hidden" name="session" value="${form.session}">
<input type="hidden" name="id" value="${form.id}">
<input type="hidden" name="lang" value="${LANG_OF[words.locale] ?? 'es'}">
<label for="text" class="unseen">${words.say('write')}</label>
<textarea id="text" name="text" rows="1" maxlength="16000" placeholder="${words.say('write')}" enterkeyhint="send">${form.text ?? ''}</textarea>
<button type="button" id="attach" class="attach" aria-label="${words.say('attach')}" title="${words.say('attach')}" hidden><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" d="M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6"/></svg></button>
<button class="send">${words.say('send')}</button>
</form>`;
}

/** A file sent with a form of its own: the one for words must stay small. */
export const fileForm = (words: Words, id: string): Html =>
  html`<form class="file" method="post" action="/chat-simple/file?lang=${LANG_OF[words.locale] ?? 'es'}" enctype="multipart/form-data">
<input type="hidden" name="id" value="${id}">
<label>${words.say('attach')} <input type="file" name="file" accept="${ACCEPTED}" required></label>
<button>${words.say('attach-send')}</button>
</form>`;

/** Buttons that write for the person; outside the form, so that they do not hold what is typed there. */
export function starters(words: Words, form: { readonly session: string; readonly id: string }): Html {
  const button = (name: string): Html =>
    html`<li><button name="text" value="${words.say(`starter-${name}-command`)}">${words.say(`starter-${name}`)}</button></li>`;
  return html`<form class="starters" method="post" action="/chat-simple">
<input type="hidden" name="session" value="${form.session}">
<input type="hidden" name="id" value="${form.id}">
<input type="hidden" name="lang" value="${LANG_OF[words.locale] ?? 'es'}">
<ul class="options">${['figure', 'report', 'help'].map(button)}</ul>
</form>`;
}
