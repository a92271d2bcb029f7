import type { Assets } from './assets.js';
import { page } from './frame.js';
import { html, jsonBlock, type Html } from '../engine/texts/html.js';
import { ACCEPTED, brand, composer, dangerStrip, starters } from './parts.js';
import { LANG_OF, type Words } from './words.js';

const MODULES = ['app.js', 'direct-line.js', 'outbox.js', 'view.js', 'leave.js'];

/** The page at /. Without script it is a form that posts to /chat-simple; the script takes the same form over. */
export function chatPage(words: Words, assets: Assets, id: string): Html {
  const { say } = words;
  const easy = words.locale === 'es-CO-x-facil';
  const form = { session: '', id };
  const head = html`<link rel="stylesheet" href="${assets.path('style.css')}">
${MODULES.map((name) => html`<link rel="modulepreload" href="${assets.path(name)}">`)}
<script type="module" src="${assets.path('app.js')}"></script>`;
  const body = html`<body class="chat">
<a class="skip" href="#text">${say('skip')}</a>
<header>
<div class="bar">
${brand(words)}
<a id="leave" class="leave" href="about:blank" title="${say('exit-hint')}">${say('exit')}</a>
</div>
${dangerStrip(words)}
</header>
<nav class="tools" aria-label="${say('menu')}">
<button type="button" id="easy" data-lang="${easy ? 'es' : 'facil'}" data-command="${say(easy ? 'normal-command' : 'easy-command')}" hidden>${say(easy ? 'normal' : 'easy')}</button>
<a href="/?lang=${say('language-code')}" lang="${say('language-code')}" id="language">${say('language')}</a>
<details id="more">
<summary>${say('menu')}</summary>
<div class="more">
<button type="button" id="large" aria-pressed="false" hidden>${say('large')}</button>
<button type="button" id="forget" hidden>${say('forget')}</button>
<a href="/chat-simple?lang=${LANG_OF[words.locale] ?? 'es'}" id="plain">${say('plain')}</a>
<p class="note">${say('exit-hint')} ${say('privacy')}</p>
</div>
</details>
</nav>
<main>
<div id="log" class="log" role="log" aria-live="polite" aria-label="${say('log')}" tabindex="0">
<div class="message by-service welcome">
<p class="who">${say('title')}</p>
<div class="words"><p>${say('welcome')}</p></div>
${starters(words, form)}
${words.locale === 'en' ? html`<p class="note">${say('answers-in')}</p>` : undefined}
</div>
</div>
<p id="status" class="status" role="status"></p>
${composer(words, form)}
<input type="file" id="file" accept="${ACCEPTED}" multiple hidden>
</main>
${jsonBlock('page', { locale: words.locale, texts: words.all })}
</body>`;
  return page({ words, title: say('title'), head, body });
}
