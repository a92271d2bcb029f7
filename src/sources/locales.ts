import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { TextResources } from '../engine/texts/texts.js';
import type { CommandPhrases } from '../turns/commands.js';

/** Reads locales/<tag>/*.json: one namespace a file. */
export function loadTexts(directory: string): TextResources {
  const resources: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const tag of readdirSync(directory)) {
    const files = readdirSync(join(directory, tag)).filter((name) => name.endsWith('.json'));
    resources[tag] = Object.fromEntries(
      files.map((name) => [
        name.replace(/\.json$/, ''),
        JSON.parse(readFileSync(join(directory, tag, name), 'utf8')),
      ]),
    );
  }
  return resources;
}

/** Reads locales/<tag>/commands.yaml of every locale that has one. */
export function loadCommands(directory: string): CommandPhrases[] {
  return readdirSync(directory)
    .map((tag) => join(directory, tag, 'commands.yaml'))
    .filter((file) => existsSync(file))
    .map((file) => parse(readFileSync(file, 'utf8')) as CommandPhrases);
}
