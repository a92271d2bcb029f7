import { targetsOf } from './check.js';
import type { Dialog, Step } from './dialog.js';

/** Renders a dialog as a Mermaid flowchart, as docs/dialogs/<id>.md keeps it. */
export function diagram(dialog: Dialog): string {
  const names = new Map(dialog.steps.map((step, index) => [step.id, `s${index}`]));
  const lines = ['flowchart TD'];
  for (const step of dialog.steps) lines.push(`  ${names.get(step.id)}${shape(step)}`);
  lines.push('  stop(((end)))');
  for (const step of dialog.steps) {
    for (const [target, label] of edges(dialog, step)) {
      const to = target === null || target === 'end' ? 'stop' : names.get(target);
      lines.push(`  ${names.get(step.id)} -->${label ? `|${label}|` : ''} ${to}`);
    }
  }
  return `# ${dialog.id}\n\n${dialog.about}\n\n\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`;
}

function shape(step: Step): string {
  const quote = (text: string): string => text.replaceAll('"', "'");
  if ('say' in step) return `["say ${quote([step.say].flat().join(', '))}"]`;
  if ('ask' in step) return `[/"ask ${quote(step.ask)} : ${step.expect}"/]`;
  if ('confirm' in step) return `{"confirm ${quote(step.confirm)}"}`;
  if ('choose' in step) return `{"choose ${quote(step.choose)}"}`;
  if ('when' in step) return `{{"when ${quote([...new Set(step.when.map((it) => it.slot))].join(', '))}"}}`;
  if ('call' in step) return `[["call ${quote(step.call)}"]]`;
  if ('form' in step) return `[/"form ${quote(step.form)}"/]`;
  if ('start' in step) return `[["start ${quote(step.start)}"]]`;
  if ('goto' in step) return `["goto"]`;
  return `["end"]`;
}

function edges(dialog: Dialog, step: Step): [string | null, string][] {
  if ('when' in step) {
    const named = step.when.map((it): [string | null, string] => [it.go, `${it.slot} ${conditionWords(it)}`]);
    return [...named, [targetsOf(dialog, step).at(-1) ?? null, 'else']];
  }
  if ('confirm' in step) {
    const [yes, no] = targetsOf(dialog, step);
    return [
      [yes ?? null, 'yes'],
      [no ?? null, 'no'],
    ];
  }
  if ('choose' in step && step.options) {
    const targets = targetsOf(dialog, step);
    const named = step.options.map((it, index): [string | null, string] => [
      targets[index] ?? null,
      it.value,
    ]);
    return step.other === undefined ? named : [...named, [step.other, 'anything else']];
  }
  if ('call' in step && step.on) return Object.entries(step.on).map(([outcome, target]) => [target, outcome]);
  return targetsOf(dialog, step).map((target) => [target, '']);
}

function conditionWords(it: { equals?: unknown; in?: readonly unknown[]; exists?: boolean }): string {
  if (it.exists !== undefined) return it.exists ? 'is set' : 'is not set';
  return it.in ? it.in.join(' or ') : String(it.equals);
}
