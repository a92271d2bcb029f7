/** An official's browser: keeps the cookie, follows where it is sent, presses the buttons of a page. */
export class OfficialBrowser {
  readonly #url: string;
  cookie = '';
  page = '';
  status = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async open(path: string): Promise<string> {
    return this.#ask(path, { method: 'GET' });
  }

  async send(path: string, fields: Record<string, string>): Promise<string> {
    const body = new URLSearchParams(fields).toString();
    return this.#ask(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  }

  async enter(token: string, name = 'Marta Ruiz'): Promise<string> {
    return this.send('/console/login', { token, name });
  }

  /** Presses the button whose form goes to an address that ends like this, with what its hidden fields hold. */
  async press(action: string, fields: Record<string, string> = {}): Promise<string> {
    const form = this.form(action);
    return this.send(form.action, { ...form.hidden, ...fields });
  }

  form(action: string): { action: string; hidden: Record<string, string> } {
    const forms = [...this.page.matchAll(/<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs)];
    const found = forms.find(([, to]) => to?.endsWith(action));
    if (!found) throw new Error(`no button goes to ${action}`);
    const inputs = [...(found[2] ?? '').matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
    return { action: found[1] ?? '', hidden: Object.fromEntries(inputs.map((it) => [it[1], it[2]])) };
  }

  async #ask(path: string, options: RequestInit): Promise<string> {
    const headers = { ...(options.headers as Record<string, string>), cookie: this.cookie };
    const response = await fetch(this.#url + path, { ...options, headers, redirect: 'manual' });
    const set = response.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0] ?? '';
    this.status = response.status;
    this.page = await response.text();
    const to = response.headers.get('location');
    return response.status === 303 && to ? this.open(to) : this.page;
  }
}
