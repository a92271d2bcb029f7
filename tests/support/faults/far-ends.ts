import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an agency does with a request. */
export type Mood = 'takes' | 'busy' | 'hangs' | 'resets' | 'takes and cuts';

/** The other sides of the service, which outlive it: Meta's Graph API and a body that receives cases. */
export class FarEnds {
  /** What each person was sent, in order. */
  readonly heard = new Map<string, string[]>();
  /** webhook-id -> event, of everything that the body took, in order; a repetition changes nothing. */
  readonly taken = new Map<string, { readonly type: string; readonly code: string; readonly text: string }>();
  /** How often the body was sent what it had. */
  repetitions = 0;
  mood: (nth: number) => Mood = () => 'takes';
  requests = 0;
  readonly #waiting = new Set<() => void>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  async open(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  of(person: string): readonly string[] {
    return this.heard.get(person) ?? [];
  }

  /** Resolves when `holds`; asked again after everything that arrives here. */
  async when(holds: () => boolean): Promise<void> {
    while (!holds()) await this.next();
  }

  /** Resolves when something arrives, or when `nudge` is called. */
  next(): Promise<void> {
    return new Promise((done) => {
      this.#waiting.add(done);
    });
  }

  nudge(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const done of waiting) done();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (request.url === '/agency') this.#agency(request, response, body);
    else this.#graph(response, JSON.parse(body));
    this.nudge();
  }

  #graph(response: ServerResponse, post: GraphPost): void {
    const text = post.text?.body ?? post.interactive?.body.text;
    if (post.to !== undefined && text !== undefined)
      this.heard.set(post.to, [...(this.heard.get(post.to) ?? []), text]);
    const id = `wamid.out.${this.#sent++}`;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ messages: [{ id }] }));
  }
  #sent = 0;

  #agency(request: IncomingMessage, response: ServerResponse, body: string): void {
    this.requests += 1;
    const mood = this.mood(this.requests);
    if (mood === 'hangs') return;
    if (mood === 'resets') return void request.socket.destroy();
    if (mood === 'busy') return void response.writeHead(503).end();
    const id = String(request.headers['webhook-id']);
    if (this.taken.has(id)) this.repetitions += 1;
    else {
      const { type, data } = JSON.parse(body) as {
        type: string;
        data: { code: string; description?: string };
      };
      this.taken.set(id, { type, code: data.code, text: data.description ?? '' });
    }
    if (mood === 'takes and cuts') request.socket.destroy();
    else response.writeHead(200).end();
  }
}

interface GraphPost {
  readonly to?: string;
  readonly text?: { readonly body: string };
  readonly interactive?: { readonly body: { readonly text: string } };
}
