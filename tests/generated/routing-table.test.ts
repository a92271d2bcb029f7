import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadCaseCatalogue } from '../../src/sources/case-catalogue.js';
import { routingTable } from './routing-table.js';

test('docs/routing.md is what the data say (UPDATE_DOCS=1 writes it anew)', () => {
  const catalogue = loadCaseCatalogue('data');
  const table = routingTable(catalogue);
  if (process.env.UPDATE_DOCS === '1') writeFileSync('docs/routing.md', table);
  expect(readFileSync('docs/routing.md', 'utf8')).toBe(table);
  expect(table.split('\n').filter((line) => line.startsWith('| R'))).toHaveLength(catalogue.services.size);
});
