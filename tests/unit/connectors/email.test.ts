import { describe, expect, test } from '@jest/globals';
import { alertSender } from '../../../src/connectors/alert.js';
import { emailConnector } from '../../../src/connectors/email.js';
import { smtpMailer } from '../../../src/connectors/smtp.js';
import type { OnCallPerson } from '../../../src/domain/roster.js';
import type { OutgoingDelivery } from '../../../src/ports/agency-connector.js';
import { outgoing, say, SECRET } from '../../fixtures/outgoing.js';
import { httpReceiver, opened, smtpReceiver } from '../../fixtures/receiver.js';

const agency = { connector: 'email', email: 'comisaria@tulua.example' };
const PERSONAL = new RegExp(`${SECRET}|Rosalba|Iberia|3000000000|pareja|violencia`);

async function letterOf(sent: OutgoingDelivery) {
  const receiver = await smtpReceiver();
  const mailer = smtpMailer(receiver.url, 'SIGESI <casos@sigesi.example>');
  await emailConnector({ mailer, say }).deliver(sent);
  mailer.close();
  await receiver.close();
  const [letter] = receiver.letters;
  if (!letter) throw new Error('no letter came');
  return { ...opened(letter), to: letter.to, raw: letter.raw };
}

describe('a case by e-mail', () => {
  test('of a sensitive service: code, urgency and link, nothing else', async () => {
    const letter = await letterOf(outgoing({ agency }));
    expect(letter.to).toEqual(['comisaria@tulua.example']);
    expect(letter.subject).toBe('Caso L45Q-2PXR-9HQR (P1)');
    expect(letter.attachments).toEqual([]);
    expect(letter.text).toContain('https://sigesi.example/r/token');
    expect(letter.text).toContain('Urgencia: P1 (urgente)');
    expect(letter.text).not.toMatch(PERSONAL);
  });

  test('otherwise a constancia, how to contact first, and the case as JSON', async () => {
    const letter = await letterOf(outgoing({ agency, service: 'R18', sensitive: false }));
    expect(letter.subject).not.toMatch(PERSONAL);
    expect(letter.text.split('\n').slice(0, 2)).toEqual([
      'CÓMO COMUNICARSE: NO llamar',
      'CÓMO COMUNICARSE: NO visitar',
    ]);
    expect(letter.text).toContain('horario: después de las 4');
    expect(letter.text).toContain('el 23 de noviembre de 2026, 10:00');
    expect(letter.text).toContain(`${SECRET}; dijo «ya no más» & <script> 🙏`);
    expect(letter.text).toContain(
      '15 días hábiles desde que la recibe la entidad competente (Ley 1755/2015 art. 14)',
    );
    expect(letter.text).toContain('¿Está pasando en este momento? No\n');
    expect(letter.text).toContain('¿Quién le hace daño? La pareja o expareja\n');
    expect(letter.text).toContain('Colegio San Juan\n');
    expect(letter.text).not.toContain('Rosalba Prueba');
    expect(letter.attachments).toHaveLength(1);
    expect(JSON.parse(letter.attachments[0] ?? '')).toEqual(
      outgoing({ service: 'R18', sensitive: false }).data,
    );
    expect(letter.raw).toContain('L45Q-2PXR-9HQR.json');
  });

  test('identity goes in a letter of its own, and not by e-mail where the service is sensitive', async () => {
    const plain = await letterOf(
      outgoing({ agency, service: 'R18', sensitive: false, event: 'case.identity' }),
    );
    expect(plain.text).toContain('Nombre: Rosalba Prueba');
    expect(plain.subject).toBe('Datos de contacto del caso L45Q-2PXR-9HQR');
    const reserved = await letterOf(outgoing({ agency, event: 'case.identity' }));
    expect(reserved.raw + reserved.text).not.toMatch(PERSONAL);
  });
});

describe('an alert', () => {
  const person: OnCallPerson = {
    name: 'Ana',
    phone: null,
    email: 'ana@sigesi.example',
    webhook: null,
    hours: '24/7',
  };
  const alert = {
    id: 'c1.alert.0.Ana',
    code: 'L45Q-2PXR-9HQR',
    urgency: 'P0' as const,
    link: 'https://sigesi.example/console/c1',
  };
  const clock = { now: () => 0 };

  test('goes by webhook and e-mail at once', async () => {
    const [hook, smtp] = [await httpReceiver(() => ({ status: 200 })), await smtpReceiver()];
    const mailer = smtpMailer(smtp.url, 'casos@sigesi.example');
    await alertSender({ clock, mailer, say }).send(alert, { ...person, webhook: hook.url });
    mailer.close();
    await Promise.all([hook.close(), smtp.close()]);
    const body = JSON.parse(hook.received[0]?.body ?? '{}') as Record<string, string>;
    expect(body).toMatchObject({ code: alert.code, urgency: 'P0', link: alert.link, id: alert.id });
    expect(body.text).toContain('URGENTE: caso L45Q-2PXR-9HQR (P0)');
    const [letter] = smtp.letters;
    if (!letter) throw new Error('no letter came');
    expect(opened(letter).subject).toBe('URGENTE: caso L45Q-2PXR-9HQR (P0)');
    expect(opened(letter).text).toContain(alert.link);
  });

  test('one way that works is enough, none is said', async () => {
    const hook = await httpReceiver((nth) => ({ status: nth === 1 ? 500 : 200 }));
    const sender = alertSender({ clock, mailer: null, say });
    await expect(sender.send(alert, { ...person, webhook: hook.url })).rejects.toMatchObject({
      code: 'alert.not_told',
    });
    await expect(sender.send(alert, { ...person, webhook: hook.url })).resolves.toBeUndefined();
    await expect(sender.send(alert, person)).rejects.toMatchObject({ code: 'alert.not_told' });
    await hook.close();
  });
});
