/** Speaks Direct Line 3.0 with the service this page came from. */

const BASE = '/v3/directline';
const KEY = 'participa.session';
const PING_MS = 20_000;
const LONGEST_PAUSE_MS = 20_000;

/** The conversation this browser holds; all its tabs share it. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}

function store(session) {
  try {
    if (session) localStorage.setItem(KEY, JSON.stringify(session));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing still chats until the page is closed.
  }
}

/** What the service refused, with its status. */
export class Refused extends Error {
  constructor(status, problem, seconds) {
    super(problem?.title ?? String(status));
    this.status = status;
    this.problem = problem ?? {};
    this.seconds = seconds;
  }
}

export class DirectLine {
  #session = stored();
  #socket = null;
  #watermark = '-';
  #pause = 500;
  #closed = false;
  #starting = null;
  /** A token that the service no longer takes. */
  #refused = null;
  #wake = () => {};

  /** @param listener onActivities(activities), onOnline(boolean), onRenewed() */
  constructor(listener) {
    this.listener = listener;
  }

  static key = KEY;

  /** Follows the conversation until `close`: by socket, or by asking where sockets do not get through. */
  async follow() {
    while (!this.#closed) {
      try {
        await this.#start();
        const { streamUrl } = await this.#call('GET', `?watermark=${this.#watermark}`);
        const opened = await this.#listen(streamUrl);
        if (!opened) await this.poll();
        this.listener.onOnline(true);
      } catch (error) {
        if (error instanceof Refused && (error.status === 403 || error.status === 404)) this.#renew();
        else this.listener.onOnline(false);
      }
      await this.#rest();
    }
  }

  /** Tries again now: the network is back, or something is waiting to be sent. */
  hurry() {
    this.#pause = 500;
    this.#wake();
  }

  /** Hands in one activity; resolves when it is stored. @throws Refused, or TypeError without a network. */
  async post(activity) {
    await this.#start();
    try {
      return await this.#call('POST', '/activities', activity);
    } catch (error) {
      if (!(error instanceof Refused) || (error.status !== 403 && error.status !== 404)) throw error;
      this.#renew();
      await this.#start();
      return this.#call('POST', '/activities', activity);
    }
  }

  /** Hands in one file with its activity, as `post`. */
  async upload(activity, file) {
    const form = new FormData();
    form.append('activity', new Blob([JSON.stringify(activity)], { type: 'application/vnd.microsoft.activity' }));
    form.append('file', file, file.name);
    await this.#start();
    return this.#call('POST', '/upload', form);
  }

  /** Asks once for what is new; only needed without a socket. */
  async poll() {
    const { activities, watermark } = await this.#call('GET', `/activities?watermark=${this.#watermark}`);
    this.#take(activities, watermark);
  }

  get connected() {
    return this.#socket !== null;
  }

  /** Forgets the conversation, here and there, and says so although the page is going away. */
  leave(text) {
    const session = this.#session;
    this.close();
    store(null);
    if (!session) return;
    void fetch(`${BASE}/conversations/${session.conversationId}/activities`, {
      method: 'POST',
      keepalive: true,
      headers: headersOf(session),
      body: JSON.stringify({ type: 'endOfConversation', text }),
    }).catch(() => {});
  }

  close() {
    this.#closed = true;
    this.#session = null;
    this.#socket?.close();
    this.#wake();
  }

  async #start() {
    this.#session ??= this.#kept();
    if (this.#session) return;
    this.#starting ??= fetch(`${BASE}/tokens/generate`, { method: 'POST' })
      .then(read)
      .finally(() => {
        this.#starting = null;
      });
    const { token, conversationId } = await this.#starting;
    if (this.#closed) return;
    this.#session = this.#kept() ?? { token, conversationId };
    store(this.#session);
  }

  /** What this browser holds, unless it is what was refused. */
  #kept() {
    const session = stored();
    return session?.token === this.#refused ? null : session;
  }

  #renew() {
    this.#refused = this.#session?.token ?? null;
    this.#session = null;
    this.#watermark = '-';
    this.listener.onRenewed();
  }

  async #call(method, path, body) {
    const session = this.#session;
    if (!session) throw new TypeError('closed');
    const answer = await fetch(`${BASE}/conversations/${session.conversationId}${path}`, {
      method,
      headers: headersOf(session, body),
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    }).then(read);
    if (answer.token && this.#session === session) {
      this.#session = { token: answer.token, conversationId: session.conversationId };
      store(this.#session);
    }
    return answer;
  }

  /** Resolves when the socket has closed; false when it never opened. */
  #listen(url) {
    return new Promise((resolve) => {
      const socket = new WebSocket(url);
      let opened = false;
      let ping;
      socket.onopen = () => {
        opened = true;
        this.#socket = socket;
        this.#pause = 500;
        this.listener.onOnline(true);
        ping = setInterval(() => socket.send(''), PING_MS);
      };
      socket.onmessage = ({ data }) => {
        if (!data) return;
        const { activities, watermark } = JSON.parse(data);
        this.#take(activities, watermark);
      };
      socket.onclose = () => {
        clearInterval(ping);
        this.#socket = null;
        if (opened && !this.#closed && !navigator.onLine) this.listener.onOnline(false);
        resolve(opened);
      };
    });
  }

  #take(activities, watermark) {
    if (this.#closed) return;
    this.#watermark = watermark ?? this.#watermark;
    this.listener.onActivities(activities);
  }

  #rest() {
    if (this.#closed) return undefined;
    const pause = this.#pause * (0.75 + Math.random() / 2);
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A form says its own type. */
const headersOf = ({ token }, body) => ({
  authorization: `Bearer ${token}`,
  ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
});

async function read(answer) {
  const body = await answer.json().catch(() => null);
  if (answer.ok && body) return body;
  throw new Refused(answer.status, body, Number(answer.headers.get('retry-after')) || 2);
}
