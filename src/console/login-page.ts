import { html } from '../engine/texts/html.js';
import type { HttpResponse } from '../ports/http.js';
import { hidden, page, type Say } from './page.js';

/** The door. Who follows a link of a letter comes without their cookie, since it is never sent from elsewhere: the
 * link below takes them on when they are in already. */
export function loginPage(
  say: Say,
  to: string,
  failed?: { readonly status: number; readonly notice: string },
): HttpResponse {
  const body = html`${failed ? html`<p class="warning" role="alert">${say(failed.notice)}</p>` : undefined}
<form method="post" action="/console/login" class="door">${hidden({ to })}
<label>${say('login-name')}<input name="name" autocomplete="name" maxlength="80" required></label>
<label>${say('login-token')}<input name="token" type="password" autocomplete="current-password" required></label>
<button>${say('login')}</button></form>
<p><a href="${to}">${say('login-already')}</a></p>`;
  return page({ say, title: say('login'), official: null, body }, failed?.status ?? 200);
}
