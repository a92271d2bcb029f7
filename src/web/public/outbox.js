/** What was written and is not stored by the service yet. It outlives a reload, not a quick exit. */

const PREFIX = 'participa.outbox.';
const LONGEST_PAUSE_S = 20;

export class Outbox {
  #memory = [];
  #sending = false;
  #timer;
  #closed = false;
  #failures = 0;

  /** @param send hands in one item. @param on sent(item), waiting(item, error), refused(item, error) */
  constructor(send, on) {
    this.send = send;
    this.on = on;
    this.#memory = this.#read();
  }

  get items() {
    return [...this.#memory];
  }

  add(said) {
    const item = { ...said, at: Date.now() };
    this.#memory.push(item);
    keep(item);
    void this.flush();
  }

  /** The service has this one: another tab sent it, or our own answer was lost on the way. */
  drop(id) {
    if (!this.#memory.some((item) => item.id === id)) return;
    this.#memory = this.#memory.filter((item) => item.id !== id);
    letGo(id);
  }

  /** Sends what waits, in order, until something cannot be sent. */
  async flush() {
    if (this.#sending || this.#closed) return;
    this.#sending = true;
    clearTimeout(this.#timer);
    try {
      while (this.#memory.length > 0 && !this.#closed) await this.#sendFirst();
    } catch (error) {
      this.#later(error);
    } finally {
      this.#sending = false;
    }
  }

  clear() {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const { id } of [...this.#memory, ...this.#read()]) letGo(id);
    this.#memory = [];
  }

  async #sendFirst() {
    const [item] = this.#memory;
    try {
      await this.send(item);
      this.#failures = 0;
      this.drop(item.id);
      this.on.sent(item);
    } catch (error) {
      const hopeless = [400, 413].includes(error.status);
      if (!hopeless) {
        this.on.waiting(item, error);
        throw error;
      }
      this.drop(item.id);
      this.on.refused(item, error);
    }
  }

  #later(error) {
    if (this.#closed) return;
    this.#failures += 1;
    const seconds = Math.min(LONGEST_PAUSE_S, error.seconds ?? 2 ** this.#failures);
    this.#timer = setTimeout(() => void this.flush(), seconds * 1000);
  }

  /** Another tab's items too: sent from either, each is one message. */
  #read() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
      return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }
}

function keep(item) {
  try {
    localStorage.setItem(PREFIX + item.id, JSON.stringify(item));
  } catch {
    // Kept in memory only.
  }
}

function letGo(id) {
  try {
    localStorage.removeItem(PREFIX + id);
  } catch {
    // Nothing was kept.
  }
}
