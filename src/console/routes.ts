import { html } from '../engine/texts/html.js';
import type { HttpRequest, HttpResponse, Route } from '../ports/http.js';
import { Problem } from '../problem.js';
import { type Act, ACTS } from './act-forms.js';
import { doAct, settleInquiry, takeAlert } from './acts.js';
import { agenciesPage } from './agencies.js';
import { casePage } from './case-page.js';
import { channelsPage } from './channels.js';
import { giveOriginal, showFile } from './evidence.js';
import { handoffAct, handoffPage, handoffsPage } from './handoffs.js';
import { alertsPage, casesPage, queuePage } from './lists.js';
import { loginPage } from './login-page.js';
import { page, seeOther } from './page.js';
import { dismissMessage, parkedPage, retryEffect, setEffectAside } from './parked.js';
import type { ConsoleParts } from './parts.js';
import { formOf, type Official, type Sessions } from './session.js';

type Handle = (request: HttpRequest, official: Official) => Promise<HttpResponse>;

/** Officials' pages below /console. A GET changes nothing; every POST carries its session's CSRF token.
 * @param style the style sheet. */
export function consoleRoutes(parts: ConsoleParts, sessions: Sessions, style: Buffer): Route[] {
  const inside = entered(parts, sessions);
  const get = (path: string, handle: Handle): Route => ({ method: 'GET', path, handle: inside(handle) });
  const post = (
    path: string,
    handle: (form: URLSearchParams, ...rest: Parameters<Handle>) => Promise<HttpResponse>,
  ): Route => ({
    method: 'POST',
    path,
    handle: inside((request, official) => handle(formOf(request, official), request, official)),
  });
  return [
    ...doorRoutes(parts, sessions),
    {
      method: 'GET',
      path: '/console/console.css',
      handle: async () => ({
        status: 200,
        headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' },
        body: style,
      }),
    },
    get('/console', (_request, official) => queuePage(parts, official)),
    get('/console/cases', (request, official) => casesPage(parts, official, request)),
    get('/console/cases/:id', async ({ params }, official) =>
      casePage(parts, official, await caseOf(parts, params.id)),
    ),
    get('/console/cases/:id/evidence/:file', async ({ params }, official) =>
      showFile(parts, official, await caseOf(parts, params.id), params.file),
    ),
    post('/console/cases/:id/evidence/:file', async (_form, { params }, official) =>
      giveOriginal(parts, official, await caseOf(parts, params.id), params.file),
    ),
    get('/console/handoffs', (_request, official) => handoffsPage(parts, official)),
    get('/console/handoffs/:id', async ({ params }, official) =>
      handoffPage(parts, official, await handoffOf(parts, params.id)),
    ),
    post('/console/handoffs/:id/:act', async (form, { params }, official) => {
      const of = await handoffOf(parts, params.id);
      await handoffAct(parts, official, of, params.act ?? '', form);
      return seeOther(`/console/handoffs/${of.id}`);
    }),
    get('/console/alerts', (_request, official) => alertsPage(parts, official)),
    get('/console/agencies', (_request, official) => agenciesPage(parts, official)),
    get('/console/channels', (_request, official) => channelsPage(parts, official)),
    get('/console/parked', (_request, official) => parkedPage(parts, official)),
    post('/console/cases/:id/deliveries', async (form, { params }, official) => {
      const of = await caseOf(parts, params.id);
      await settleInquiry(parts, official, of, form);
      return seeOther(`/console/cases/${of.id}`);
    }),
    post('/console/cases/:id/:act', async (form, { params }, official) => {
      const of = await caseOf(parts, params.id);
      if (!isAct(params.act)) throw new Problem('not_found', 'there is nothing at this address');
      const refused = await doAct(parts, official, of, params.act, form);
      if (refused === null) return seeOther(`/console/cases/${of.id}`);
      return casePage(parts, official, await caseOf(parts, params.id), refused);
    }),
    post('/console/alerts/take', async (form, _request, official) => {
      await takeAlert(parts, official, form.get('alert') ?? '');
      return seeOther('/console/alerts');
    }),
    post('/console/parked/dismiss', async (form, _request, official) => {
      await dismissMessage(parts, official, form.get('message') ?? '');
      return seeOther('/console/parked');
    }),
    post('/console/parked/retry', async (form, _request, official) => {
      const failed = await retryEffect(parts, official, form.get('effect') ?? '');
      return failed === null ? seeOther('/console/parked') : parkedPage(parts, official, failed);
    }),
    post('/console/parked/set-aside', async (form, _request, official) => {
      await setEffectAside(parts, official, form.get('effect') ?? '', form.get('reason') ?? '');
      return seeOther('/console/parked');
    }),
  ];
}

const isAct = (name: string | undefined): name is Act => name !== undefined && Object.hasOwn(ACTS, name);

async function caseOf({ cases }: ConsoleParts, id = '') {
  const of = await cases.find({ id });
  if (!of) throw new Problem('not_found', 'there is no such case');
  return of;
}

async function handoffOf({ handoffs }: ConsoleParts, id = '') {
  const of = await handoffs.find(id);
  if (!of) throw new Problem('not_found', 'there is no such conversation');
  return of;
}

/** Only officials come in; what fails is told on a page. */
function entered({ say }: ConsoleParts, sessions: Sessions) {
  return (handle: Handle) =>
    async (request: HttpRequest): Promise<HttpResponse> => {
      const official = sessions.of(request);
      if (!official) return seeOther(`/console/login?to=${encodeURIComponent(request.path)}`);
      try {
        return await handle(request, official);
      } catch (error) {
        const status = error instanceof Problem ? PAGES[error.code] : undefined;
        if (!(error instanceof Problem) || status === undefined) throw error;
        const body = html`<p>${say(`problem-${error.code}`)}</p>`;
        return page({ say, title: say('problem'), official, body }, status);
      }
    };
}

/** Problems that officials read on a page of their own; the others are answered by http/. */
const PAGES: Readonly<Record<string, number>> = {
  not_found: 404,
  'media.malformed': 404,
  forbidden: 403,
  'case.busy': 503,
};

function doorRoutes(parts: ConsoleParts, sessions: Sessions): Route[] {
  const { say } = parts;
  return [
    {
      method: 'GET',
      path: '/console/login',
      handle: async (request) => loginPage(say, toOf(request.query)),
    },
    {
      method: 'POST',
      path: '/console/login',
      handle: async (request) => {
        const form = formOf(request, null);
        try {
          const cookie = sessions.begin(form.get('token') ?? '', form.get('name') ?? '', request.ip);
          return seeOther(toOf(form), { 'set-cookie': cookie });
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          const status = error.code === 'too_many' ? 429 : 401;
          return loginPage(say, toOf(form), { status, notice: `login-${error.code}` });
        }
      },
    },
    {
      method: 'POST',
      path: '/console/logout',
      handle: async (request) => {
        const official = sessions.of(request);
        if (!official) return seeOther('/console/login');
        formOf(request, official);
        return seeOther('/console/login', { 'set-cookie': sessions.end(official) });
      },
    },
  ];
}

/** Where to go after the door: only to these pages. */
function toOf(form: URLSearchParams): string {
  const to = form.get('to') ?? '';
  return /^\/console(?:\/[\w-]+)*$/.test(to) && to !== '/console/login' ? to : '/console';
}
