import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';

export interface Secrets {
  /** 32 bytes in base64. */
  readonly secretKey: string;
  readonly adminToken: string;
  /** Names of the files that were made just now, to be told once. */
  readonly created: readonly string[];
}

/** Takes SECRET_KEY and ADMIN_TOKEN from the environment, else from DATA_DIR, else makes them there (mode 600). */
export function readSecrets(config: Config): Secrets {
  mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 });
  const created: string[] = [];
  const kept = (name: string, make: () => string): string => {
    const file = join(config.DATA_DIR, name);
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    const value = make();
    writeFileSync(file, `${value}\n`, { mode: 0o600, flag: 'wx' });
    created.push(file);
    return value;
  };
  return {
    secretKey: config.SECRET_KEY ?? kept('secret.key', () => randomBytes(32).toString('base64')),
    adminToken: config.ADMIN_TOKEN ?? kept('admin.token', () => randomBytes(24).toString('base64url')),
    created,
  };
}
