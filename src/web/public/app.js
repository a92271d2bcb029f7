import { DirectLine } from './direct-line.js';
import { Outbox } from './outbox.js';
import { View } from './view.js';
import { quickExit } from './leave.js';

const { locale, texts } = JSON.parse(document.getElementById('page').textContent);
const composer = document.getElementById('composer');
const box = document.getElementById('text');
const LARGE = 'participa.large';

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

let online = true;
let historyCame = false;
/** The page changes its own words once the service knows that the person wants them. */
let turnTo;

const view = new View(texts, (option, label) => say(label, option));

const line = new DirectLine({
  onActivities(activities) {
    const draw = () => activities.forEach(take);
    if (historyCame) draw();
    else view.quietly(draw);
    historyCame = true;
  },
  onOnline(now) {
    online = now;
    tell();
    if (now) void outbox.flush();
  },
  onRenewed() {
    view.notice(texts.renewed);
  },
});

const outbox = new Outbox(
  ({ id, text, option }) =>
    line.post({
      type: 'message',
      text,
      locale,
      channelData: { clientActivityID: id },
      ...(option === undefined ? {} : { value: { option } }),
    }),
  {
    sent(item) {
      view.state(item.id, 'sent');
      tell();
      if (item.id === turnTo?.id) location.assign(`/?lang=${turnTo.lang}`);
      if (!line.connected) void askSoon();
    },
    waiting(item, error) {
      view.state(item.id, 'waiting');
      error.problem?.activities?.forEach(take);
      tell(error.status === undefined ? texts.offline : texts.slow);
    },
    refused(item) {
      view.state(item.id, 'refused');
    },
  },
);

/** Draws what came and lets go of what it confirms. */
function take(activity) {
  const own = activity.channelData?.clientActivityID;
  if (own) outbox.drop(own);
  view.activity(activity);
}

function tell(text) {
  view.notice(text ?? (online && navigator.onLine ? '' : texts.offline));
}

function say(text, option) {
  if (!text.trim()) return undefined;
  const item = { id: newId(), text, ...(option === undefined ? {} : { option }) };
  view.own(item.id, text);
  outbox.add(item);
  line.hurry();
  return item.id;
}

/** Without a socket an answer is asked for, soon at first. */
async function askSoon() {
  for (const ms of [400, 800, 1_600, 3_200]) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (line.connected) return;
    await line.poll().catch(() => {});
  }
}

function send() {
  say(box.value);
  box.value = '';
  grow();
  box.focus();
}

function grow() {
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight / 3)}px`;
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  send();
});
box.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
box.addEventListener('input', grow);

const file = document.getElementById('file');
const attach = document.getElementById('attach');
attach.hidden = false;
attach.addEventListener('click', () => file.click());
file.addEventListener('change', async () => {
  const files = [...file.files];
  file.value = '';
  for (const it of files) await give(it);
});

/** A file is not kept for later: a slow telephone has no room for it. */
async function give(it) {
  const id = newId();
  view.own(id, `\u{1F4CE} ${it.name}`);
  const activity = { type: 'message', locale, channelData: { clientActivityID: id } };
  try {
    await line.upload(activity, it);
    view.state(id, 'sent');
    if (!line.connected) void askSoon();
  } catch (error) {
    view.state(id, error.status === 413 ? 'file-large' : 'file-failed');
  }
}

for (const form of document.querySelectorAll('.starters')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter) say(event.submitter.value);
  });
}

const forget = () => {
  outbox.clear();
  line.leave(texts['exit-command']);
  view.clear();
};
const leave = quickExit(forget);

/** Another tab left: nothing may stay here either. */
addEventListener('storage', ({ key, oldValue, newValue }) => {
  if (key !== DirectLine.key || oldValue === null) return;
  if (newValue === null) leave();
  else if (JSON.parse(oldValue).conversationId !== JSON.parse(newValue).conversationId) location.reload();
});

addEventListener('online', () => {
  online = true;
  tell();
  line.hurry();
  void outbox.flush();
});
addEventListener('offline', () => {
  online = false;
  tell();
});

const easy = document.getElementById('easy');
easy.hidden = false;
easy.addEventListener('click', () => {
  turnTo = { id: say(easy.dataset.command), lang: easy.dataset.lang };
});

const more = document.getElementById('more');
document.addEventListener('click', ({ target }) => {
  if (!more.contains(target)) more.open = false;
});
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') more.open = false;
});

const large = document.getElementById('large');
large.hidden = false;
const setLarge = (on) => {
  document.documentElement.classList.toggle('large', on);
  large.setAttribute('aria-pressed', String(on));
};
try {
  setLarge(localStorage.getItem(LARGE) === 'yes');
} catch {
  // A browser that keeps nothing begins with the usual size.
}
large.addEventListener('click', () => {
  const on = large.getAttribute('aria-pressed') !== 'true';
  setLarge(on);
  try {
    localStorage.setItem(LARGE, on ? 'yes' : 'no');
  } catch {
    // It holds until the page is closed.
  }
});

const forgetButton = document.getElementById('forget');
forgetButton.hidden = false;
forgetButton.addEventListener('click', () => {
  if (!confirm(texts['forget-sure'])) return;
  forget();
  location.reload();
});

for (const { id, text } of outbox.items) view.own(id, text);
void line.follow();
void outbox.flush();
