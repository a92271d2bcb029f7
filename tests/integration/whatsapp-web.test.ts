import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Problem } from '../../src/problem.js';
import { openStore, startWhatsapp } from '../support/whatsapp.js';
import { session, stanza, streamError } from '../support/whatsapp-session.js';

const CITIZEN = '573000000001@s.whatsapp.net';
const LID = '99887766554433@lid';

let whatsapp: Awaited<ReturnType<typeof startWhatsapp>>;
let store: Awaited<ReturnType<typeof openStore>>;
let open: ReturnType<typeof session>[] = [];

beforeEach(async () => {
  [whatsapp, store] = await Promise.all([startWhatsapp(), openStore()]);
});
afterEach(async () => {
  await Promise.all(open.map((it) => it.channel.stop()));
  open = [];
  await Promise.all([whatsapp.stop(), store.stop()]);
});

function one(parts: Parameters<typeof session>[2] = {}): ReturnType<typeof session> {
  const it = session(whatsapp, store, parts);
  open.push(it);
  return it;
}

const reply = (id: string, text: string, address = CITIZEN) => ({ id, address, reply: { key: 'k', text } });
const receipts = () => whatsapp.stanzas.filter((it) => it.tag === 'receipt');
const texts = (it: ReturnType<typeof session>) =>
  it.received.map(({ body }) => (body.kind === 'text' ? body.text : body.kind));

describe('a conversation', () => {
  test('a citizen writes, is shown that we type and have read, and is answered', async () => {
    const it = one();
    await it.open(async (message) => {
      await it.note(message);
      const said = message.body.kind === 'text' ? message.body.text : '';
      const answer = reply(`r:${message.id}`, `Recibido: ${said}`, message.address);
      await it.channel.send({ ...answer, inReplyTo: message.id });
    });
    await whatsapp.write(CITIZEN, '¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️');
    await whatsapp.when(
      () => whatsapp.seen.length > 0 && receipts().some((node) => node.attrs.type === 'read'),
    );
    expect(it.received.map(({ channel, address, body }) => ({ channel, address, body }))).toEqual([
      {
        channel: 'whatsapp',
        address: CITIZEN,
        body: { kind: 'text', text: '¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️' },
      },
    ]);
    expect(whatsapp.seen.map(({ to, text }) => [to, text])).toEqual([
      [CITIZEN, 'Recibido: ¿cuánta violencia hay en Tuluá? 👩🏽‍⚕️'],
    ]);
    expect(whatsapp.stanzas.some((node) => node.tag === 'chatstate')).toBe(true);
  });

  test('a long answer comes in several messages, in order and whole', async () => {
    const it = one();
    await it.open();
    const text = 'á👩🏽‍⚕️ '.repeat(1_200).trim();
    await it.channel.send(reply('long', text));
    expect(whatsapp.seen.length).toBeGreaterThan(1);
    expect(whatsapp.seen.every((sent) => sent.text.length <= 4_096)).toBe(true);
    expect(whatsapp.seen.map((sent) => sent.text).join(' ')).toBe(text);
  });

  test('eighteen messages that came while we were away are each taken once and in order', async () => {
    const it = one();
    await it.open();
    for (let n = 0; n < 18; n += 1)
      it.socket().ws.emit(
        'CB:message',
        await stanza(CITIZEN, `OFF${n}`, `mensaje ${n}`, { offline: String(n) }),
      );
    await it.when(() => it.received.length >= 18);
    await whatsapp.when(() => receipts().length >= 18);
    expect(texts(it)).toEqual(Array.from({ length: 18 }, (_, n) => `mensaje ${n}`));
    expect(new Set(it.received.map((message) => message.id)).size).toBe(18);
  });

  test('a person who changes from number to LID in the middle stays the same person', async () => {
    const it = one();
    await it.open();
    it.socket().ws.emit('CB:message', await stanza(CITIZEN, 'P1', 'primera respuesta'));
    it.socket().ws.emit('CB:message', await stanza(LID, 'P2', 'segunda respuesta', { sender_pn: CITIZEN }));
    it.socket().ws.emit('CB:message', await stanza(LID, 'P3', 'tercera respuesta'));
    await it.when(() => it.received.length >= 3);
    expect(it.received.map((message) => message.address)).toEqual([CITIZEN, CITIZEN, CITIZEN]);
    await it.channel.send(reply('after', 'gracias'));
    expect(whatsapp.seen.at(-1)?.to).toBe(LID);
  });

  test('two who turn out to be one: what the later one was doing goes to the first, once', async () => {
    const it = one();
    await it.open();
    const [pn, lid] = ['573000000077@s.whatsapp.net', '77887766554433@lid'];
    it.socket().ws.emit('CB:message', await stanza(lid, 'S1', 'desde el lid'));
    await it.when(() => it.received.length >= 1);
    it.socket().ws.emit('CB:message', await stanza(pn, 'S2', 'desde el número'));
    await it.when(() => it.received.length >= 2);
    it.socket().ws.emit('CB:message', await stanza(pn, 'S3', 'los dos', { sender_lid: lid }));
    await it.when(() => it.received.length >= 4);
    it.socket().ws.emit('CB:message', await stanza(lid, 'S4', 'otra vez', { sender_pn: pn }));
    await it.when(() => it.received.length >= 5);
    expect(it.received.map(({ address, body }) => [address, body.kind])).toEqual([
      [lid, 'text'],
      [pn, 'text'],
      [pn, 'event'],
      [lid, 'text'],
      [lid, 'text'],
    ]);
    expect(it.received[2]?.body).toEqual({ kind: 'event', name: 'address.joined', data: { person: lid } });
  });

  test('corrections, deletions, reactions and calls arrive as what they are; groups and our own do not', async () => {
    const it = one();
    await it.open();
    const { ev } = it.socket();
    const from = (id: string, message: object, key: object = {}) => ({
      key: { remoteJid: CITIZEN, id, fromMe: false, ...key },
      messageTimestamp: 1_700_000_000,
      message,
    });
    const edit = { type: 14, key: { id: 'E0' }, editedMessage: { conversation: 'no, era Palmira' } };
    ev.emit('messages.upsert', {
      type: 'append',
      messages: [
        from('E1', { protocolMessage: edit }),
        from('E2', { protocolMessage: { type: 0, key: { id: 'E0' } } }),
        from('E3', { reactionMessage: { text: '👍', key: { id: 'E0' } } }),
        from('E4', { conversation: 'eco' }, { fromMe: true }),
        from('E5', { conversation: 'grupo' }, { remoteJid: '1@g.us', participant: CITIZEN }),
      ],
    });
    const call = {
      id: 'C1',
      from: CITIZEN,
      chatId: CITIZEN,
      date: new Date(),
      offline: false,
      status: 'offer' as const,
    };
    ev.flush();
    ev.emit('call', [call]);
    await it.when(() => it.received.length >= 4);
    expect(it.received.map(({ body }) => body)).toEqual([
      { kind: 'text', text: 'no, era Palmira' },
      { kind: 'unsupported', what: 'deletion' },
      { kind: 'unsupported', what: 'reaction' },
      { kind: 'unsupported', what: 'call' },
    ]);
  });
});

describe('what WhatsApp is told', () => {
  test('nothing before the message is stored, and the receipt after', async () => {
    const steps: string[] = [];
    let letStore: () => void = () => {};
    const storing = new Promise<void>((resolve) => {
      letStore = resolve;
    });
    const it = one({ checkpoint: (at) => void steps.push(`${at}, ${receipts().length} receipts`) });
    await it.open(async (message) => {
      await it.note(message);
      await storing;
    });
    await whatsapp.write(CITIZEN, 'hola');
    await it.when(() => it.received.length > 0);
    expect(receipts()).toEqual([]);
    letStore();
    await whatsapp.when(() => receipts().length > 0);
    expect(steps).toEqual(['looked, 0 receipts', 'stored, 0 receipts']);
  });

  test('while the store is away nothing; each message is offered again, and others are not held up', async () => {
    let away = true;
    const offered: string[] = [];
    const it = one();
    await it.open(async (message) => {
      offered.push(message.address);
      await it.note(message);
      if (away) throw new Problem('store_away', 'away', { retryable: true });
    });
    await whatsapp.write(CITIZEN, 'me quiere matar');
    await whatsapp.write('573000000002@s.whatsapp.net', 'hola');
    await it.when(() => new Set(offered).size === 2 && offered.length > 4);
    expect(receipts()).toEqual([]);
    expect(it.channel.status().waiting).toBe(2);
    away = false;
    await whatsapp.when(() => receipts().length >= 2);
    expect(it.channel.status().waiting).toBe(0);
  });

  test('a device that asks for a message again gets it, also from a process that did not send it', async () => {
    const first = one();
    await first.open();
    await first.channel.send(reply('again', 'su código es VC-1'));
    const sent = whatsapp.seen[0];
    await first.channel.stop();
    const second = one();
    await second.open();
    second.socket().ws.emit('CB:receipt', {
      tag: 'receipt',
      attrs: { id: sent?.id ?? '', from: CITIZEN, type: 'retry', t: '1700000000' },
      content: [{ tag: 'retry', attrs: { count: '1', id: sent?.id ?? '', t: '1700000000', v: '1' } }],
    });
    const sendings = () => whatsapp.stanzas.filter((it) => it.tag === 'message' && it.attrs.id === sent?.id);
    await whatsapp.when(() => sendings().length >= 2);
  });

  test('how far a message came is kept and never goes back', async () => {
    const it = one();
    await it.open();
    const { providerId } = await it.channel.send(reply('state', 'hola'));
    const key = { remoteJid: CITIZEN, id: providerId, fromMe: true };
    for (const status of [4, 3, 2]) {
      it.socket().ev.emit('messages.update', [{ key, update: { status } }]);
      it.socket().ev.flush();
    }
    while ((await store.sent.stateOf(providerId)) !== 'read') await new Promise(setImmediate);
    expect(await store.sent.stateOf(providerId)).toBe('read');
  });

  test('a message cut off in the middle is tried again under the same id', async () => {
    const it = one();
    await it.open();
    const socket = it.socket();
    const send = socket.sendMessage;
    socket.sendMessage = async (...args) => {
      const sent = await send(...args);
      socket.ws.emit('close');
      return sent;
    };
    await expect(it.channel.send(reply('cut', 'hola'))).rejects.toMatchObject({
      code: 'channel_away',
      retryable: true,
    });
    await it.channel.opened();
    while (it.channel.status().state !== 'open' || it.sockets.length < 2) await new Promise(setImmediate);
    await it.channel.send(reply('cut', 'hola'));
    expect(new Set(whatsapp.seen.map((sent) => sent.id)).size).toBe(1);
  });
});

describe('the number', () => {
  test.each([
    [401, 'logged_out', 'loggedOut'],
    [403, 'forbidden', 'forbidden'],
    [440, 'replaced', 'connectionReplaced'],
  ])('after %i nothing connects again, a person is told and the credentials stay', async (code, state, reason) => {
    const it = one();
    await it.open();
    while (!(await store.auth.read(1, ['creds'])).has('creds')) await new Promise(setImmediate);
    it.socket().ws.emit('CB:stream:error', streamError(code));
    await it.when(() => it.alerts.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(it.alerts).toEqual([reason]);
    expect(it.sockets).toHaveLength(1);
    expect(it.channel.status()).toMatchObject({ state, reason });
    expect(await store.auth.link()).toMatchObject({ state, reason, generation: 1 });
    expect((await store.auth.read(1, ['creds'])).has('creds')).toBe(true);
    await expect(it.channel.send(reply('x', 'hola'))).rejects.toMatchObject({ retryable: true });
  });

  test('after a restart that WhatsApp asks for it connects again at once', async () => {
    const it = one();
    await it.open();
    it.socket().ws.emit('CB:stream:error', streamError(515));
    while (it.sockets.length < 2 || it.channel.status().state !== 'open') await new Promise(setImmediate);
    await it.channel.send(reply('back', 'aquí estoy'));
    expect(whatsapp.seen.at(-1)?.text).toBe('aquí estoy');
    expect(it.alerts).toEqual([]);
  });

  test('two instances: one owns the number, the other waits and takes over', async () => {
    const first = one({ holder: 'first' });
    const second = one({ holder: 'second' });
    await first.open();
    await second.channel.start(second.note);
    while (second.channel.status().state !== 'standby') await new Promise(setImmediate);
    await expect(second.channel.send(reply('x', 'hola'))).rejects.toMatchObject({ code: 'lease_lost' });
    await first.channel.stop();
    await second.channel.opened();
    await second.channel.send(reply('y', 'sigo yo'));
    expect(second.sockets).toHaveLength(1);
    expect(whatsapp.seen.at(-1)?.text).toBe('sigo yo');
  });

  test('a link that was logged out begins anew with other credentials when a person asks for it', async () => {
    const first = one();
    await first.open();
    first.socket().ws.emit('CB:stream:error', streamError(401));
    await first.when(() => first.alerts.length > 0);
    await first.channel.stop();
    const second = one({ relink: true });
    await second.open();
    expect((await store.auth.link())?.generation).toBe(2);
    expect((await store.auth.read(1, ['creds'])).size).toBe(1);
  });

  test('a QR code is shown while the number is not linked', async () => {
    const qrs: unknown[] = [];
    let shown: () => void = () => {};
    const qr = new Promise<void>((resolve) => {
      shown = resolve;
    });
    const it = one({
      onLinking: (linking) => {
        qrs.push(linking);
        shown();
      },
    });
    await it.open();
    it.socket().ev.emit('connection.update', { qr: 'ref,noise,identity,adv' });
    await qr;
    expect(qrs).toEqual([{ qr: 'ref,noise,identity,adv' }]);
    expect(it.channel.status()).toMatchObject({
      state: 'linking',
      linking: { qr: 'ref,noise,identity,adv' },
    });
  });
});
