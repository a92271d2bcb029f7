import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADMIN_TOKEN as TOKEN, openedConsole, type OpenedConsole } from '../support/open-console.js';
import type { OfficialBrowser } from '../support/official.js';
import { openService, type Service } from '../support/whole-service.js';

let opened: OpenedConsole;
let service: Service;
let official: OfficialBrowser;

beforeEach(async () => {
  opened = await openedConsole();
  ({ service, official } = opened);
  await official.enter(TOKEN);
});
afterEach(() => opened.stop());

const onDuty = (hours: string): Promise<void> =>
  service.stores.roster.replace([{ name: 'Ana', phone: null, email: 'a@x.co', webhook: null, hours }]);

/** What the person hears of what an official did. */
async function heard(act: () => Promise<unknown>): Promise<string> {
  const before = service.channel.sent.length;
  await act();
  await service.participa.turns.settled();
  return service.channel.sent
    .slice(before)
    .map(({ reply }) => reply.text)
    .join('\n');
}

async function openWaiting(): Promise<void> {
  await onDuty('24/7');
  await service.say('quiero hablar con una persona');
  const [waiting] = await service.stores.handoffs.open(10);
  await official.open(`/console/handoffs/${waiting?.id}`);
}

describe('quiero hablar con una persona', () => {
  test('the person is told that somebody was asked for, and the pages list it', async () => {
    await onDuty('24/7');
    const replies = (await service.say('quiero hablar con una persona')).join('\n');
    expect(replies).toContain('no sé decirle cuánto tarda');
    expect(await official.open('/console')).toContain('quieren hablar con alguien');
    expect(await service.say('es por el subsidio de mi abuela')).toEqual([
      expect.stringContaining('Todavía nadie lo ha leído'),
    ]);
  });

  test('an official takes it and writes; the service is silent until one of them hands back', async () => {
    await openWaiting();
    await service.say('es por el <b>subsidio</b> de mi abuela');
    expect(await heard(() => official.press('/take'))).toContain('Ya le atiende Marta Ruiz');
    expect(official.page).toContain('es por el &lt;b&gt;subsidio&lt;/b&gt; de mi abuela');
    expect(await service.say('¿cuánta violencia intrafamiliar hay en Tuluá?')).toEqual([]);
    expect(await heard(() => official.press('/say', { text: 'Buenos días, le ayudo.' }))).toContain(
      'Marta Ruiz, de la Gobernación: Buenos días, le ayudo.',
    );
    expect(await heard(() => official.press('/end'))).toContain('Sigo yo');
    expect((await service.say('hola')).length).toBeGreaterThan(0);
  });

  test('"volver" hands back, and what the service was asking is asked again', async () => {
    await onDuty('24/7');
    await service.say('quiero reportar algo');
    const question = (await service.say('quiero hablar con una persona')).join('\n');
    expect(question).toContain('volver');
    const back = (await service.say('volver')).join('\n');
    expect(back).toContain('sigo yo');
    expect(await service.stores.handoffs.open(10)).toEqual([]);
  });

  test('danger is watched while an official holds the conversation, who reads it too', async () => {
    await openWaiting();
    await heard(() => official.press('/take'));
    const replies = (await service.say('auxilio mi marido me está pegando ahora mismo')).join('\n');
    expect(replies).toContain('*Llame ya al 123.*');
    expect(replies).not.toContain('1.');
    expect(await service.stores.alerts.open(10)).toHaveLength(1);
    const [held] = await service.stores.handoffs.open(10);
    expect(held?.lines.at(-1)?.text).toContain('me está pegando');
  });

  test('when nobody is on duty that is said, and what can be done instead', async () => {
    await onDuty('sab 08:00-12:00');
    const replies = (await service.say('quiero hablar con una persona')).join('\n');
    expect(replies).toContain('no hay ninguna persona de turno');
    expect(await service.stores.handoffs.open(10)).toEqual([]);
    expect((await service.say('1')).join('\n')).toContain('No sé decirle a qué hora');
    expect(await service.stores.handoffs.open(10)).toHaveLength(1);
  });
});

describe('hours in which people attend conversations', () => {
  let other: Service;
  beforeEach(async () => {
    // Tests begin on a Monday at ten.
    other = await openService({ HANDOFF_HOURS: 'mar-vie 08:00-17:00; sab 08:30-12:00' });
  });
  afterEach(() => other.stop());

  test('outside of them they are told, whoever is on call; within them somebody is asked for', async () => {
    const roster = { name: 'Ana', phone: null, email: 'a@x.co', webhook: null, hours: '24/7' };
    await other.stores.roster.replace([roster]);
    const replies = (await other.say('quiero hablar con una persona')).join('\n');
    expect(replies).toContain('no hay ninguna persona de turno');
    expect(replies).toContain('• martes a viernes, de 8:00 a 17:00');
    expect(replies).toContain('• sábado, de 8:30 a 12:00');
    await other.say('3');
    await other.stores.roster.replace([]);
    other.clock.advance(24 * 3_600_000);
    expect((await other.say('quiero hablar con una persona')).join('\n')).toContain('Ya le avisé');
  });

  test('who waits before is counted, those who are attended are not', async () => {
    other.clock.advance(24 * 3_600_000);
    const begin = (id: string) =>
      other.stores.handoffs.begin({ id, conversation: `terminal:${id}`, openedAt: other.clock.now() });
    await Promise.all(['a', 'b', 'c'].map(begin));
    const held = await other.stores.handoffs.find('c');
    if (held) await other.stores.handoffs.update({ ...held, status: 'held', official: 'Marta' });
    const replies = (await other.say('quiero hablar con una persona')).join('\n');
    expect(replies).toContain('Hay 2 personas esperando antes de usted');
    await other.say('volver');
    for (const id of ['a', 'b']) {
      const it = await other.stores.handoffs.find(id);
      if (it) await other.stores.handoffs.update({ ...it, status: 'ended' });
    }
    expect((await other.say('quiero hablar con una persona')).join('\n')).toContain('No hay nadie esperando');
  });
});
