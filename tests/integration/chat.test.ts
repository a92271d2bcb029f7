import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';

const COMMAND = resolve('dist/bin/participa.js');

interface Row {
  indicator: string;
  territory_code: string;
  period: string;
  disaggregation: string;
  value: string;
  cases: string;
}
const rows: Row[] = parse(readFileSync(resolve('data/observations.csv'), 'utf8'), {
  columns: true,
  bom: true,
});

/** The last yearly figure of an indicator in a place, read from the data file and not by the code under test. */
function latest(indicator: string, territory: string, year?: string): Row {
  const found = rows
    .filter((row) => row.indicator === indicator && row.territory_code === territory)
    .filter((row) => row.disaggregation === 'total' && (year === undefined || row.period === year))
    .toSorted((one, other) => (one.period < other.period ? -1 : 1))
    .at(-1);
  if (!found) throw new Error(`no figure ${indicator} ${territory}`);
  return found;
}

const said = (value: string): string =>
  new Intl.NumberFormat('es-CO', { maximumFractionDigits: 2 }).format(Number(value));

let directory: string;
const run = (
  args: readonly string[],
  input: string,
  env: Record<string, string> = {},
): Promise<{ out: string; err: string; code: number | null }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: { ...process.env, DATA_DIR: directory, LOG_LEVEL: 'warn', ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.once('exit', (code) => done({ out, err, code }));
    child.stdin.end(input);
  });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'participa-chat-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('participa chat', () => {
  test('answers what people ask with the figures of the data file', async () => {
    const lines = [
      'hola',
      'oiga cuanta violencia intrafamiliar hay en tulua',
      'y en buga?',
      'ipm de el aguila',
      'cobertura neta en palmira 2022',
    ];
    const { out, err, code } = await run(['chat'], `${lines.join('\n')}\n`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const tulua = latest('VIF_POL_TASA', '76834');
    const buga = latest('VIF_POL_TASA', '76111');
    const valle = latest('VIF_POL_TASA', '76', tulua.period);
    const aguila = latest('IPM_CENSAL', '76243');
    const palmira = latest('EDU_COB_NETA', '76520', '2022');
    for (const text of [
      `En Tuluá, en ${tulua.period}`,
      said(tulua.value),
      `(${said(tulua.cases)} casos)`,
      said(valle.value),
      'En Guadalajara de Buga',
      said(buga.value),
      `(${said(buga.cases)} casos)`,
      'En El Águila',
      `${said(aguila.value)} %`,
      'En Palmira, en 2022',
      `${said(palmira.value)} %`,
      'Fuente: ',
    ]) {
      expect(out).toContain(text);
    }
  });

  test('a later process goes on with the conversation: "y en cali?" leans on what was asked before', async () => {
    const { out } = await run(['chat'], 'y en cali?\n');
    expect(out).toContain('En Cali, en 2022, la cobertura neta');
    expect(out).toContain(`${said(latest('EDU_COB_NETA', '76001', '2022').value)} %`);
  });

  test('somebody else has a conversation of their own', async () => {
    const { out } = await run(['chat', '--from', 'otra'], 'y en cali?\n');
    expect(out).not.toContain('cobertura neta');
  });

  test('a wrong setting stops the start with one line that names it', async () => {
    const { err, code } = await run(['chat'], '', { PORT: 'ochenta' });
    expect(code).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('PORT');
  });

  test('joins the store of a running service instead of opening it twice', async () => {
    const service = spawn(process.execPath, [COMMAND, 'start'], {
      env: { ...process.env, DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'warn' },
    });
    try {
      let screen = '';
      await new Promise<void>((ready) =>
        service.stdout.on('data', (chunk) => {
          screen += chunk;
          if (screen.includes('/healthz')) ready();
        }),
      );
      const url = /http:\/\/[\d.:]+/.exec(screen)?.[0] ?? '';
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      const { out, code } = await run(['chat', '--from', 'unida'], 'homicidios en sevilla\n');
      expect(code).toBe(0);
      expect(out).toContain(said(latest('HOMICIDIO_TASA', '76736').value));
    } finally {
      const stopped = new Promise((done) => service.once('exit', done));
      service.kill('SIGINT');
      expect(await stopped).toBe(0);
    }
  });
});

describe('participa understand', () => {
  test('gives one object a line with the contract of fields, best candidates first', async () => {
    const { out, code } = await run(
      ['understand'],
      'cobertura neta en palmira 2022\nme esta pegando mi marido\n',
    );
    expect(code).toBe(0);
    const [figure, danger] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(Object.keys(figure).toSorted()).toEqual([
      'age',
      'confidence',
      'danger',
      'dangerDoubt',
      'indicator',
      'intent',
      'operation',
      'period',
      'population',
      'service',
      'sex',
      'territory',
      'text',
      'urgency',
    ]);
    expect(figure).toMatchObject({
      intent: 'indicator',
      territory: ['76520'],
      period: ['2022'],
      danger: false,
    });
    expect(figure.indicator[0]).toBe('EDU_COB_NETA');
    expect(danger).toMatchObject({ danger: true, urgency: 'P0' });
  });
});
