/** Draws the conversation. Words from the service are only ever put in as text. */

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const TOGETHER_MS = 3_000;

export class View {
  #log = document.getElementById('log');
  #status = document.getElementById('status');
  #own = new Map();
  #shown = new Set();
  #notice = '';
  #typing;
  /** The first of the answers that came together, and when the last of them came. */
  #first;
  #answeredAt = 0;

  /** @param texts words of the page. @param onOption(option, label) a button was pressed. */
  constructor(texts, onOption) {
    this.texts = texts;
    this.onOption = onOption;
  }

  /** History comes back at once: a screen reader should not read all of it. */
  quietly(draw) {
    this.#log.setAttribute('aria-live', 'off');
    draw();
    setTimeout(() => this.#log.setAttribute('aria-live', 'polite'), 300);
  }

  /** A message of the person, before the service has it. */
  own(id, text) {
    if (this.#own.has(id)) return;
    const message = this.#message('person', this.texts.you);
    message.append(words(text, false), element('p', 'state', this.texts.sending));
    this.#own.set(id, message);
    this.#add(message, false);
  }

  /** @param state 'sent', 'waiting' or 'refused' */
  state(id, state) {
    const line = this.#own.get(id)?.querySelector('.state');
    if (!line) return;
    if (state === 'sent') line.remove();
    else line.textContent = this.texts[state];
  }

  /** An activity from the service; the same one twice is drawn once. */
  activity(activity) {
    if (activity.type === 'typing') return this.#showTyping();
    if (activity.type !== 'message' || this.#shown.has(activity.id)) return;
    this.#shown.add(activity.id);
    if (activity.from?.role === 'bot') return this.#fromService(activity);
    const own = activity.channelData?.clientActivityID ?? activity.id;
    const names = (activity.attachments ?? []).map(({ name }) => `\u{1F4CE} ${name ?? ''}`);
    this.own(own, [activity.text, ...names].filter(Boolean).join('\n'));
    this.state(own, 'sent');
  }

  notice(text) {
    this.#notice = text;
    this.#tell(text);
  }

  clear() {
    this.#log.replaceChildren();
    this.notice('');
  }

  #fromService(activity) {
    this.#stopTyping();
    const options = (activity.suggestedActions?.actions ?? []).map((it) => ({
      value: it.value?.option,
      label: it.title,
    }));
    const marked = activity.channelData?.marked ?? activity.text ?? '';
    const message = this.#message('service', this.texts.title);
    message.append(words(withoutNumbers(marked, options), true));
    if (options.length > 0) message.append(this.#buttons(options));
    this.#add(message, true);
  }

  /** The numbered lines of the text become buttons that carry the same numbers. */
  #buttons(options) {
    const list = element('ul', 'options');
    for (const [index, { value, label }] of options.entries()) {
      const button = element('button', '', `${index + 1}. ${label}`);
      button.type = 'button';
      button.addEventListener('click', () => this.onOption(value, label));
      const item = element('li');
      item.append(button);
      list.append(item);
    }
    return list;
  }

  #message(by, who) {
    const message = element('div', `message by-${by}`);
    message.append(element('p', 'who', who));
    return message;
  }

  /** Answers that come together are read from the first one on; where they do not fit, their end waits below. */
  #add(message, isAnswer) {
    this.#log.append(message);
    const now = Date.now();
    const together = isAnswer && now - this.#answeredAt < TOGETHER_MS;
    if (!together) this.#first = message;
    this.#answeredAt = isAnswer ? now : 0;
    const bottom = message.offsetTop + message.offsetHeight;
    const fits = bottom - this.#first.offsetTop <= this.#log.clientHeight;
    (fits ? message : this.#first).scrollIntoView({ block: fits ? 'end' : 'start' });
  }

  /** A longer line takes room from the log: its end stays in sight. */
  #tell(text) {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const atEnd = scrollHeight - scrollTop - clientHeight < 4;
    this.#status.textContent = text;
    if (atEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #showTyping() {
    clearTimeout(this.#typing);
    this.#tell(this.#notice || this.texts.typing);
    this.#typing = setTimeout(() => this.#stopTyping(), 8_000);
  }

  #stopTyping() {
    clearTimeout(this.#typing);
    this.#tell(this.#notice);
  }
}

function withoutNumbers(text, options) {
  if (options.length === 0) return text;
  const numbered = options.map(({ label }, index) => `${index + 1}. ${label}`).join('\n');
  return text.endsWith(numbered) ? text.slice(0, -numbered.length).trimEnd() : text;
}

/** Paragraphs with *bold* words; a bold telephone number can be called, an address opened. */
function words(text, marked) {
  const block = element('div', 'words');
  for (const paragraph of text.split(/\n{2,}/)) {
    const line = element('p', 'kept');
    if (marked) line.append(...inline(paragraph));
    else line.textContent = paragraph;
    block.append(line);
  }
  return block;
}

const INLINE = /(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])|(https?:\/\/[^\s<>"]*[^\s<>".,;:)])/gu;

function inline(text) {
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    pieces.push(text.slice(from, match.index), match[2] ? link(match[2]) : bold(match[1]));
    from = match.index + match[0].length;
  }
  return [...pieces, text.slice(from)];
}

function bold(text) {
  const strong = element('strong', '', text);
  if (!/^\d[\d ]{2,}$/.test(text)) return strong;
  const call = element('a', '', text);
  call.href = `tel:${text.replaceAll(' ', '')}`;
  strong.replaceChildren(call);
  return strong;
}

function link(address) {
  const anchor = element('a', '', address);
  anchor.href = address;
  anchor.rel = 'noopener noreferrer';
  anchor.target = '_blank';
  return anchor;
}
