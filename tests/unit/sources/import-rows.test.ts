import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readImportRows } from '../../../src/sources/import-rows.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: string | Uint8Array, columns: string[] = ['id', 'name']) => {
  const file = join(folder, 'file.csv');
  writeFileSync(file, content);
  return readImportRows(file, columns);
};
const tulua = [{ row: 2, cells: { id: '1', name: 'Tuluá' } }];

test('commas in UTF-8, with or without a mark', async () => {
  expect(await read('id,name\n1,Tuluá\n')).toEqual(tulua);
  expect(await read('\uFEFFID, Name\r\n1,Tuluá\r\n')).toEqual(tulua);
});

test('semicolons in Windows-1252, as Excel saves them here', async () => {
  expect(await read(Buffer.from('id;name\r\n1;Tulu\xe1\r\n', 'latin1'))).toEqual(tulua);
});

test('rows keep the number that a spreadsheet shows', async () => {
  const rows = await read('id,name\n1,"two\nlines"\n\n,\n2,"a, b"\n3\n');
  expect(rows.map(({ row, cells }) => [row, cells.id, cells.name])).toEqual([
    [2, '1', 'two\nlines'],
    [5, '2', 'a, b'],
    [6, '3', ''],
  ]);
});

test('what is no such file is said', async () => {
  await expect(read('id\n1\n')).rejects.toMatchObject({ code: 'column_missing' });
  await expect(read('id,name\n"1,x\n')).rejects.toMatchObject({ code: 'csv_malformed' });
  await expect(readImportRows(join(folder, 'none.csv'), [])).rejects.toMatchObject({
    code: 'file_unreadable',
  });
});
