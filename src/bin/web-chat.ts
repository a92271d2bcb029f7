import { join } from 'node:path';
import { Origins } from '../channels/web-chat/origins.js';
import { directLineRoutes } from '../channels/web-chat/routes.js';
import { chatSessions } from '../channels/web-chat/sessions.js';
import { streamRoute } from '../channels/web-chat/stream.js';
import { WebChatChannel } from '../channels/web-chat/web-chat.js';
import type { Config } from '../config.js';
import type { Ground } from '../main.js';
import { PACKAGE_ROOT } from '../config.js';
import type { Clock } from '../ports/clock.js';
import type { Route, UpgradeRoute } from '../ports/http.js';
import type { Ids } from '../ports/ids.js';
import { loadTexts } from '../sources/locales.js';
import { createActivityLog } from '../store/activity-log.js';
import { webRoutes } from '../web/routes.js';
import type { PageTexts } from '../web/words.js';

export interface WebChat {
  readonly channel: WebChatChannel;
  readonly routes: readonly Route[];
  readonly upgrades: readonly UpgradeRoute[];
}

/** The web chat over an open store: channel, Direct Line, page and plain form. */
export function openWebChat(
  config: Config,
  ground: Ground,
  { clock, ids }: { clock: Clock; ids: Ids },
): WebChat {
  const channel = new WebChatChannel({
    log: createActivityLog(ground.connection, ground.sealer, clock.now),
    clock,
    ids,
    key: ground.ring.keyFor('web-chat'),
    locales: ground.texts.locales,
    media: ground.media,
  });
  const allowed = config.WEBCHAT_ORIGINS;
  const origins = new Origins(allowed);
  const publicUrl = config.PUBLIC_URL === undefined ? {} : { publicUrl: config.PUBLIC_URL };
  return {
    channel,
    routes: [
      ...directLineRoutes({ channel, origins, ...publicUrl }),
      ...webRoutes({
        sessions: chatSessions(channel, clock),
        ids,
        texts: pageTexts(),
        defaultLocale: config.DEFAULT_LOCALE,
        origins: allowed,
        publicFolder: join(PACKAGE_ROOT, 'src', 'web', 'public'),
        secure: config.PUBLIC_URL?.startsWith('https:') ?? false,
      }),
    ],
    upgrades: [streamRoute({ channel, origins, clock })],
  };
}

/** The words of the page in every locale that has them. */
export function pageTexts(): PageTexts {
  const resources = loadTexts(join(PACKAGE_ROOT, 'locales'));
  const pages = Object.entries(resources).flatMap(([locale, files]) =>
    files.web ? [[locale, files.web]] : [],
  );
  return Object.fromEntries(pages) as PageTexts;
}
