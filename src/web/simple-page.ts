import type { ChatLine } from '../ports/chat-sessions.js';
import type { Assets } from './assets.js';
import { page } from './frame.js';
import { html, type Html } from '../engine/texts/html.js';
import { brand, composer, dangerStrip, fileForm, starters } from './parts.js';
import { LANG_OF, type Words } from './words.js';

export interface SimplePage {
  readonly session: string;
  /** Id of the message that the form will send. */
  readonly id: string;
  readonly lines: readonly ChatLine[];
  /** Key of something to be told above the form. */
  readonly notice?: string;
  /** What could not be sent and stays in the box. */
  readonly text?: string;
  /** Whether the browser keeps the session, so that a form with a file can do without it. */
  readonly files?: boolean;
}

/** The chat as a plain page: the conversation so far and a form. */
export function simplePage(words: Words, assets: Assets, it: SimplePage): Html {
  const { say } = words;
  const lang = LANG_OF[words.locale] ?? 'es';
  const form = { session: it.session, id: it.id };
  const last = it.lines.findLastIndex((line) => line.by === 'service');
  const welcome = html`<div class="message by-service"><p class="who">${say('title')}</p>
<div class="words"><p>${say('welcome')}</p></div>${starters(words, form)}</div>`;
  const body = html`<body class="simple">
<header>
<div class="bar">
${brand(words)}
<form method="post" action="/chat-simple/exit"><input type="hidden" name="session" value="${it.session}"><button class="leave">${say('exit')}</button></form>
</div>
${dangerStrip(words)}
</header>
<main>
<p class="note">${say('plain-intro')} ${say('privacy')}</p>
<section aria-label="${say('log')}" class="log">
${it.lines.length === 0 ? welcome : it.lines.map((line, index) => lineHtml(words, line, form, index === last))}
</section>
${it.notice === undefined ? undefined : html`<p class="status" role="status" id="notice">${say(it.notice)}</p>`}
${composer(words, { ...form, ...(it.text === undefined ? {} : { text: it.text }) })}
${it.files ? fileForm(words, `${it.id}-file`) : undefined}
<p class="note"><a href="/chat-simple?lang=${lang}#text">${say('update')}</a> · <a href="/?lang=${lang}">${say('full')}</a></p>
</main>
</body>`;
  const head = html`<link rel="stylesheet" href="${assets.path('style.css')}">`;
  return page({ words, title: say('title'), head, body });
}

function lineHtml(
  words: Words,
  line: ChatLine,
  form: { readonly session: string; readonly id: string },
  isLast: boolean,
): Html {
  const who = line.by === 'person' ? words.say('you') : words.say('title');
  const buttons = isLast && line.options.length > 0 ? optionButtons(words, line, form) : undefined;
  return html`<div class="message by-${line.by}"><p class="who">${who}</p>
<div class="words"><p class="kept">${line.text}</p></div>${buttons}</div>
`;
}

/** Each option as a button that sends its value; the numbers are in the text and can be typed as well. */
function optionButtons(
  words: Words,
  line: ChatLine,
  form: { readonly session: string; readonly id: string },
): Html {
  return html`<form method="post" action="/chat-simple">
<input type="hidden" name="session" value="${form.session}">
<input type="hidden" name="id" value="${form.id}">
<input type="hidden" name="lang" value="${LANG_OF[words.locale] ?? 'es'}">
<ul class="options">${line.options.map(
    ({ value, label }, index) =>
      html`<li><button name="option" value="${JSON.stringify([value, label])}">${index + 1}. ${label}</button></li>`,
  )}</ul></form>`;
}
