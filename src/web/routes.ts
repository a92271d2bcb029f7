import type { ChatSessions } from '../ports/chat-sessions.js';
import type { Route } from '../ports/http.js';
import type { Ids } from '../ports/ids.js';
import { compressed, loadAssets } from './assets.js';
import { chatPage } from './chat-page.js';
import { sendPage } from './frame.js';
import { simpleRoutes } from './simple.js';
import { LANG_OF, type PageTexts, wordsFor } from './words.js';

export interface WebParts {
  readonly sessions: ChatSessions;
  readonly ids: Ids;
  readonly texts: PageTexts;
  readonly defaultLocale: string;
  /** Origins of pages that may embed the chat, such as `https://www.valledelcauca.gov.co`. */
  readonly origins: readonly string[];
  /** The folder with the page's files (src/web/public). */
  readonly publicFolder: string;
  /** True when people reach the service by https. */
  readonly secure: boolean;
}

const EMBED_HEADERS = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'public, max-age=3600',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Everything people open in a browser: the chat at /, its plain form, its files and the script that embeds it. */
export function webRoutes(parts: WebParts): Route[] {
  const assets = loadAssets(parts.publicFolder);
  const embed = assets
    .source('embed.js')
    .replace('/* texts */ {}', () => JSON.stringify(embedTexts(parts.texts)));
  return [
    {
      method: 'GET',
      path: '/',
      handle: async (request) => {
        const words = wordsFor(parts.texts, request, parts.defaultLocale);
        return sendPage(request, chatPage(words, assets, parts.ids.next()), parts.origins);
      },
    },
    {
      method: 'GET',
      path: '/embed.js',
      handle: async (request) => compressed(request, EMBED_HEADERS, { plain: Buffer.from(embed) }),
    },
    ...simpleRoutes(parts, assets),
    ...assets.routes,
  ];
}

/** What the embedding script says, by the name a page gives the language. */
function embedTexts(texts: PageTexts): object {
  return Object.fromEntries(
    Object.entries(texts).map(([locale, all]) => [
      LANG_OF[locale] ?? locale,
      {
        lang: LANG_OF[locale] ?? locale,
        open: all['embed-open'],
        close: all['embed-close'],
        title: all.title,
      },
    ]),
  );
}
