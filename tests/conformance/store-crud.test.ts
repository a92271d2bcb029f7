import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { BSON, type Document, MongoClient } from 'mongodb';
import { embedded } from './store/targets.js';
import { runTest, type UnifiedFile, type UnifiedTest } from './store/unified.js';

const FOLDER = resolve('../shared/third_party/mongodb-specifications/crud');
/** What the embedded store says it is. */
const VERSION = [8, 0, 0];
const LEAST_PASS_RATE = 0.95;

const compareVersions = (text: string): number => {
  const parts = text.split('.').map(Number);
  for (let at = 0; at < 3; at++) {
    const difference = (VERSION[at] as number) - (parts[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const applies = (requirement: Document): boolean =>
  (requirement.minServerVersion === undefined || compareVersions(requirement.minServerVersion) >= 0) &&
  (requirement.maxServerVersion === undefined || compareVersions(requirement.maxServerVersion) <= 0) &&
  (requirement.topologies === undefined || requirement.topologies.includes('single')) &&
  requirement.auth !== true;

const anyApplies = (requirements: readonly Document[] | undefined): boolean =>
  requirements === undefined || requirements.some(applies);

/** Server features that are not built: the first pattern found in a test skips it with the reason. */
const NOT_BUILT: readonly (readonly [RegExp, string])[] = [
  [/"failPoint"/, 'fail points are a test feature of the server'],
  [/"collation"/, 'collations are refused'],
  [/"viewOn"/, 'views are refused'],
  [/"modifyCollection"/, 'document validators are refused'],
];

/** Where the Node driver does something else than the test says before the server is asked. */
const DRIVER: readonly (readonly [RegExp, string])[] = [
  [
    /^create-null-ids.* via (insert|bulkWrite|clientBulkWrite)/,
    'the Node driver puts an ObjectId in place of a null _id',
  ],
  [
    /^bypassDocumentValidation.*: (Aggregate|BulkWrite|FindOne|InsertMany).*: false$/,
    'the Node driver leaves bypassDocumentValidation: false out',
  ],
  [/partialResult is unset/, 'the Node driver gives a partial result of zeros'],
];

const skipReason = (name: string, file: UnifiedFile, one: UnifiedTest): string | undefined => {
  if (one.skipReason !== undefined) return `the specification skips it: ${one.skipReason}`;
  if (!anyApplies(file.runOnRequirements) || !anyApplies(one.runOnRequirements)) {
    return 'for another server version or topology than a standalone 8.0';
  }
  const text = JSON.stringify(one.operations);
  const title = `${name}: ${one.description}`;
  const found =
    NOT_BUILT.find(([pattern]) => pattern.test(text)) ?? DRIVER.find(([pattern]) => pattern.test(title));
  return found?.[1];
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const report = (passed: number, failed: readonly string[], skipped: ReadonlyMap<string, string[]>): void => {
  say(
    `CRUD specification tests: ${passed} passed, ${failed.length} failed of ${passed + failed.length} that apply`,
  );
  for (const [reason, names] of skipped) say(`  skipped ${names.length}: ${reason}`);
  for (const line of failed) say(`  failed: ${line}`);
};

const runAll = async (): Promise<{ passed: number; failed: string[] }> => {
  const started = await embedded.start();
  const admin = await new MongoClient(started.uri).connect();
  const skipped = new Map<string, string[]>();
  const failed: string[] = [];
  let passed = 0;
  for (const name of readdirSync(FOLDER).filter((entry) => entry.endsWith('.json'))) {
    const file = BSON.EJSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as UnifiedFile;
    for (const one of file.tests) {
      const reason = skipReason(name, file, one);
      if (reason !== undefined) {
        skipped.set(reason, [...(skipped.get(reason) ?? []), `${name}: ${one.description}`]);
        continue;
      }
      const why = await runTest(admin, started.uri, file, one);
      if (why === undefined) passed += 1;
      else failed.push(`${name}: ${one.description}: ${why}`);
    }
  }
  await admin.close();
  await started.stop();
  report(passed, failed, skipped);
  return { passed, failed };
};

if (existsSync(FOLDER)) {
  test('the CRUD specification tests pass', async () => {
    const { passed, failed } = await runAll();
    expect(passed).toBeGreaterThan(200);
    expect(passed / (passed + failed.length)).toBeGreaterThanOrEqual(LEAST_PASS_RATE);
  }, 120_000);
} else {
  test.skip('the CRUD specification tests pass (the specifications are not here)', () => undefined);
  say('CRUD specification tests: skipped, the folder of the specifications is not here');
}
