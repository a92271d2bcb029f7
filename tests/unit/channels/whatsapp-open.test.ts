import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fieldsOf, openWhatsapp } from '../../../src/bin/whatsapp.js';
import { readConfig } from '../../../src/config.js';
import { createTexts } from '../../../src/engine/texts/texts.js';
import type { Ground } from '../../../src/main.js';
import { loadTexts } from '../../../src/sources/locales.js';
import { memoryIntake } from '../../support/memory-media.js';
import { ids, realClock, ring, sealer, silent } from '../../support/whatsapp.js';

const texts = createTexts(loadTexts(resolve('locales')));
const connection = { model: () => ({ collection: {} }) } as unknown as Ground['connection'];
const around = { clock: realClock, ids, logger: silent };
const open = (environment: Record<string, string>) =>
  openWhatsapp(readConfig(environment), { connection, sealer, ring, texts, media: memoryIntake() }, around);

const CLOUD = {
  WHATSAPP: 'cloud',
  WHATSAPP_CLOUD_TOKEN: 't',
  WHATSAPP_CLOUD_PHONE_NUMBER_ID: '1',
  WHATSAPP_CLOUD_APP_SECRET: 's',
  WHATSAPP_CLOUD_VERIFY_TOKEN: 'v',
};

describe('WHATSAPP', () => {
  test('off is no channel', () => {
    expect(open({})).toBeUndefined();
  });

  test('web says on the start screen that it is unofficial, can be blocked, and what to use instead', () => {
    const screen = open({ WHATSAPP: 'web' })?.screen('http://x');
    expect(screen).toMatch(/no oficial de WhatsApp Web/);
    expect(screen).toMatch(/bloquear el número/);
    expect(screen).toMatch(/Cloud API/);
  });

  test('cloud serves its webhook and says where', () => {
    const opened = open(CLOUD);
    expect(opened?.routes.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /webhooks/whatsapp',
      'POST /webhooks/whatsapp',
    ]);
    expect(opened?.screen('https://x.example')).toContain('https://x.example/webhooks/whatsapp');
  });

  test.each(Object.keys(CLOUD).filter((name) => name !== 'WHATSAPP'))('cloud without %s names it', (name) => {
    const { [name as keyof typeof CLOUD]: _left, ...rest } = CLOUD;
    expect(() => open(rest)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(name) }),
    );
  });
});

describe('a code to scan', () => {
  test('is drawn field by field as a QR code is', async () => {
    const content = '2@AbCdEf,0123456789/+==,participa';
    const { default: QRCode } = (await import('qrcode-terminal/vendor/QRCode/index.js' as string)) as {
      default: new (type: number, level: number) => QrCode;
    };
    const expected = new QRCode(-1, 1);
    expected.addData(content);
    expected.make();
    const fields = await fieldsOf(content);
    expect(fields).toEqual(expected.modules);
    expect(fields[0]?.slice(0, 8)).toEqual([...Array<boolean>(7).fill(true), false]);
  });
});

interface QrCode {
  addData(content: string): void;
  make(): void;
  readonly modules: boolean[][];
}
