import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const COMMAND = resolve('dist/bin/participa.js');

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly bytes: Buffer;
  readonly err: string;
}

/** An installation of its own: a folder with data, files and the compiled command. */
export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'participa-cli-'));

  constructor(readonly env: Readonly<Record<string, string>> = {}) {}

  file(name: string, content?: string | Uint8Array): string {
    const path = join(this.folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  /** Starts the command; the caller ends it. */
  start(...args: string[]) {
    return spawn(process.execPath, [COMMAND, ...args], {
      cwd: this.folder,
      env: { PATH: process.env.PATH, HOME: this.folder, DATA_DIR: join(this.folder, 'var'), ...this.env },
    });
  }

  /** Runs the command to its end. */
  run(args: readonly string[], input = ''): Promise<Ran> {
    const child = this.start(...args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.end(input);
    return new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => {
        const bytes = Buffer.concat(out);
        done({ code, bytes, out: bytes.toString(), err: Buffer.concat(err).toString() });
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
