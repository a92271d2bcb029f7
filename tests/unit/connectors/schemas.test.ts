import { readdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';
import { webhookConnector } from '../../../src/connectors/webhook.js';
import { caseDocument, type CaseDocument, withdrawnDocument } from '../../../src/domain/case-document.js';
import { evidenceOf } from '../../../src/domain/evidence.js';
import type { Procedure } from '../../../src/domain/procedure.js';
import type { Service } from '../../../src/domain/service.js';
import { newTrackingCode } from '../../../src/domain/tracking-code.js';
import type { OutgoingDelivery } from '../../../src/ports/agency-connector.js';
import { catalogue, openedCase, tulua } from '../../fixtures/case.js';
import { outgoing, SECRET, words } from '../../fixtures/outgoing.js';
import { httpReceiver } from '../../fixtures/receiver.js';

const folder = 'docs/schemas';
const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
(formats.default as unknown as (on: Ajv2020) => void)(ajv);
const base = 'https://sigesi.valledelcauca.gov.co/schemas/';
const own = ['tracking-code', 'case', 'identity', 'withdrawn', 'event'].map((name) => `${name}.schema.json`);
for (const file of own) ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object);
const errors = (name: string, value: unknown): string[] => {
  const validate = ajv.getSchema(`${base}${name}.schema.json`);
  if (!validate) throw new Error(name);
  return validate(value) ? [] : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
};
const changed = (event: unknown, change: (data: Record<string, unknown>) => void): unknown => {
  const copy = structuredClone(event) as { data: Record<string, unknown> };
  change(copy.data);
  return copy;
};

async function sent(of: OutgoingDelivery): Promise<unknown> {
  const receiver = await httpReceiver(() => ({ status: 200 }));
  const connector = webhookConnector({ clock: { now: () => 0 }, source: 'https://sigesi.example' });
  await connector.deliver({ ...of, agency: { ...of.agency, endpoint: receiver.url } });
  await receiver.close();
  return JSON.parse(receiver.received[0]?.body ?? '');
}

describe('the schemas', () => {
  test('are all there', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(own));
  });

  test.each([...catalogue.services.keys()])('hold for an event of %s', async (id) => {
    const service = catalogue.services.get(id);
    if (!service) throw new Error(id);
    expect(errors('event', await sent(outgoing({ service: id, sensitive: service.sensitive })))).toEqual([]);
  });

  test('name the files of a case, and never hold their bytes', async () => {
    const media = { id: 'a'.repeat(22), type: 'image/jpeg', bytes: 1_234, sha256: 'ab'.repeat(32) };
    const of = openedCase({ evidence: [evidenceOf(media, 'open', 0), evidenceOf(media, 'quarantined', 0)] });
    const facts = {
      service: catalogue.services.get(of.service) as Service,
      questions: catalogue.questions,
      procedure: catalogue.procedures.get(of.procedure) as Procedure,
      territory: tulua,
    };
    const told = (recipient: 'competent' | 'secondary') => caseDocument(of, words, facts, recipient);
    expect(told('competent').evidence).toEqual([
      { ...media, handling: 'open', givenAt: '1970-01-01T00:00:00.000Z' },
      { ...media, handling: 'quarantined', givenAt: '1970-01-01T00:00:00.000Z' },
    ]);
    expect(told('secondary').evidence).toEqual([]);
    expect(
      errors('event', await sent({ ...outgoing(), event: 'case.created', data: told('competent') })),
    ).toEqual([]);
    expect(
      errors('case', {
        ...told('competent'),
        evidence: [{ ...told('competent').evidence[0], content: 'x' }],
      }),
    ).not.toEqual([]);
  });

  test('hold for identity and withdrawal', async () => {
    expect(errors('event', await sent(outgoing({ event: 'case.identity' })))).toEqual([]);
    const { data: _data, ...rest } = outgoing();
    const withdrawn = { ...rest, event: 'case.withdrawn' as const };
    expect(errors('event', await sent({ ...withdrawn, data: withdrawnDocument(openedCase()) }))).toEqual([]);
  });

  test('let no identity into a case, nor anything unforeseen', async () => {
    const event = await sent(outgoing());
    expect(
      errors(
        'event',
        changed(event, (data) => (data.identity = { name: 'Ana' })),
      ),
    ).not.toEqual([]);
    expect(
      errors(
        'event',
        changed(event, (data) => delete data.contact),
      ),
    ).not.toEqual([]);
    expect(
      errors(
        'event',
        changed(event, (data) => (data.urgency = 'P4')),
      ),
    ).not.toEqual([]);
    expect(
      errors(
        'event',
        changed(event, (data) => (data.code = 'L45Q-2PXR-9HO0')),
      ),
    ).not.toEqual([]);
    expect(errors('identity', { case: 'c1', code: 'L45Q-2PXR-9HQR', identity: {} })).not.toEqual([]);
  });

  test('codes fit their schema', () => {
    for (let n = 0; n < 50; n += 1) expect(errors('tracking-code', newTrackingCode(randomBytes))).toEqual([]);
    expect(errors('tracking-code', 'l45q-2pxr-9hqr')).not.toEqual([]);
  });
});

describe('a copy for a secondary recipient', () => {
  const service = catalogue.services.get('R02');
  const procedure = catalogue.procedures.get('protection');
  if (!service || !procedure) throw new Error('R02');
  const document = (recipient: CaseDocument['recipient']) =>
    caseDocument(
      openedCase(),
      words,
      { service, procedure, territory: tulua, questions: catalogue.questions },
      recipient,
    );

  test('carries neither words nor a way to reach the person', () => {
    const copy = document('secondary');
    expect(errors('case', copy)).toEqual([]);
    expect(JSON.stringify(copy)).not.toMatch(new RegExp(`${SECRET}|Iberia|después de las 4|Rosalba`));
    expect(copy.contact).toEqual({ chat: false, call: false, visit: false, email: false });
  });
  test('the schema refuses one that does', () => {
    expect(errors('case', { ...document('competent'), recipient: 'secondary' })).not.toEqual([]);
  });
});
