import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, dirname, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = resolve('src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** domain <- engine <- ports <- turns <- outer rooms <- config.ts <- mind.ts <- assembly.ts <- main.ts <- bin/ */
const RANK: Record<string, number> = {
  problem: 0,
  domain: 1,
  engine: 2,
  ports: 3,
  turns: 4,
  config: 6,
  mind: 7,
  assembly: 8,
  main: 9,
  bin: 10,
};
const OUTER = [
  'channels',
  'connectors',
  'sources',
  'store',
  'http',
  'api',
  'open311',
  'console',
  'web',
  'schedule',
];

const roomOf = (file: string): string => file.replace(/\.ts$/, '').split('/')[0] ?? '';
const rankOf = (room: string): number => RANK[room] ?? (OUTER.includes(room) ? 5 : 11);

const importsOf = (file: string): string[] => {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '');
};

/** A package and the only places that may import it. */
const ONE_ROOM: [RegExp, RegExp][] = [
  [/^natural(\/|$)/, /^engine\/understanding\//],
  [/^i18next/, /^engine\/texts\//],
  [/^(mongoose|mongodb)$/, /^store\//],
  [/^(mingo|classic-level)(\/|$)/, /^store\/embedded\//],
  [/^(botbuilder|botframework)/, /^(turns\/bot\/|channels\/bot-framework\/)/],
  [/^@whiskeysockets\/baileys/, /^channels\/whatsapp-web\//],
  [/^express/, /^http\//],
  [/^node-cron/, /^schedule\//],
  [/^(nodemailer|standardwebhooks|cloudevents)/, /^connectors\//],
  [/^commander/, /^bin\//],
  [/^prom-client/, /^http\//],
];
/** The pure rooms neither read files nor open sockets. */
const IO = /^node:(fs|net|http|https|child_process|dgram|tls|worker_threads)/;

describe('the house', () => {
  test('there are files to check', () => {
    expect(files.length).toBeGreaterThan(5);
  });

  test('every file stands in a room the plan knows', () => {
    const known = [...Object.keys(RANK), ...OUTER];
    expect(files.filter((file) => !known.includes(roomOf(file)))).toEqual([]);
  });

  test('rooms import only leftwards and outer rooms never each other', () => {
    const wrong: string[] = [];
    for (const file of files) {
      const room = roomOf(file);
      for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
        const target = roomOf(relative(root, resolve(root, dirname(file), specifier)).replace(/\.js$/, ''));
        if (target === room) continue;
        const allowed = rankOf(target) < rankOf(room);
        if (!allowed) wrong.push(`${file} imports ${target}/`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('each SDK is imported in one room', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const name of importsOf(file)) {
        const rule = ONE_ROOM.find(([sdk]) => sdk.test(name));
        if (rule && !rule[1].test(file)) wrong.push(`${file} imports ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('domain, engine, ports and turns do no I/O', () => {
    const wrong = files
      .filter((file) => rankOf(roomOf(file)) <= 4 && file !== 'ports/http.ts')
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => IO.test(name))
          .map((name) => `${file} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });
});
