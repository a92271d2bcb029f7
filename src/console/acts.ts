import type { Case } from '../domain/case.js';
import { afterInquiry } from '../domain/case-lifecycle.js';
import { transition } from '../domain/workflow.js';
import type { CaseEvent } from '../domain/workflow-rules.js';
import { acknowledgedAlert } from '../domain/roster.js';
import { caseSealer } from '../engine/sealing/case-sealer.js';
import { changeCase } from '../ports/change-case.js';
import { Problem } from '../problem.js';
import { type Act, ACTS, isReady, MAX_WORDS } from './act-forms.js';
import type { ConsoleParts } from './parts.js';
import type { Official } from './session.js';

/**
 * Does what an official's form asks for, once for each form however often it is sent, and writes it into the audit
 * trail. Resolves with the code of the refusal, or null.
 * @throws Problem `not_found` when there is no such case, `bad_request` when the form is not ours.
 */
export async function doAct(
  parts: ConsoleParts,
  official: Official,
  of: Case,
  act: Act,
  form: URLSearchParams,
): Promise<string | null> {
  if (!isReady(of, act) && !isRepeated(of, form)) return 'case.not_now';
  const text = (form.get('text') ?? '').trim().slice(0, MAX_WORDS);
  const agencies = await parts.agencies();
  let refused: string | null = null;
  await changeCase(parts.cases, of.id, (latest) => {
    const event = eventOf(parts, official, latest, act, form, text);
    const moved = transition(latest, event, agencies, parts.clock.now());
    refused = moved.ok ? null : moved.code;
    return moved.ok ? moved.case : latest;
  });
  if (refused === null) {
    await parts.audit.write({
      at: parts.clock.now(),
      who: official.name,
      did: `case.${ACTS[act]}`,
      subject: of.id,
    });
    parts.onChange();
  }
  return refused;
}

const isRepeated = (of: Case, form: URLSearchParams): boolean =>
  of.history.some(({ id }) => id === eventIdOf(form));

function eventIdOf(form: URLSearchParams): string {
  const id = form.get('id') ?? '';
  if (!/^[\w-]{16,64}$/.test(id)) throw new Problem('bad_request', 'id: is not what this form sends');
  return `console:${id}`;
}

/** Words are sealed under the case's key before they are stored. */
function eventOf(
  { ring, ids }: ConsoleParts,
  official: Official,
  of: Case,
  act: Act,
  form: URLSearchParams,
  text: string,
): CaseEvent {
  const id = eventIdOf(form);
  const agency = form.get('agency') ?? '';
  const sealed =
    text === '' || of.key === null
      ? {}
      : { text: caseSealer(of.id, of.key, ring, ids.bytes).seal(`history:${id}`, text) };
  return {
    id,
    type: ACTS[act],
    by: { kind: 'gobernacion', id: official.name },
    ...sealed,
    ...(agency === '' ? {} : { agency }),
  };
}

/** What a person found out about an uncertain delivery: it arrived, or it is sent again. Anything else changes nothing.
 * @throws Problem `bad_request` when the form is not ours. */
export async function settleInquiry(
  parts: ConsoleParts,
  official: Official,
  of: Case,
  form: URLSearchParams,
): Promise<void> {
  const found = form.get('found');
  if (found !== 'arrived' && found !== 'repeat')
    throw new Problem('bad_request', 'found: is not what this form sends');
  const facts = { agencies: await parts.agencies(), now: parts.clock.now() };
  const delivery = form.get('delivery') ?? '';
  let changed = false;
  await changeCase(parts.cases, of.id, (latest) => {
    const next = afterInquiry(latest, delivery, found, facts);
    changed = next !== latest;
    return next;
  });
  if (!changed) return;
  await parts.audit.write({
    at: facts.now,
    who: official.name,
    did: `delivery.${found}`,
    subject: of.id,
  });
  parts.onChange();
}

/** "Lo tengo" for danger without a case: the next person on call is not told any more. The first one stands. */
export async function takeAlert(parts: ConsoleParts, official: Official, id: string): Promise<void> {
  const { alerts, audit, clock } = parts;
  for (let alert = await alerts.find(id); alert; alert = await alerts.find(id)) {
    if (alert.state.acknowledged !== null) return;
    const state = acknowledgedAlert(alert.state, official.name, clock.now());
    if (!(await alerts.update({ ...alert, state }))) continue;
    return audit.write({ at: clock.now(), who: official.name, did: 'danger.taken', subject: id });
  }
  throw new Problem('not_found', 'there is no such alert');
}
