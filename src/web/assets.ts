import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { HttpRequest, HttpResponse, Route } from '../ports/http.js';
import { Problem } from '../problem.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const YEAR_S = 31_536_000;

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

/** Files of the page, compressed once; their address holds the hash of all of them, so a browser keeps them a year. */
export interface Assets {
  /** `/web/<hash>/<name>`. */
  readonly path: (name: string) => string;
  /** The file as it is written. */
  readonly source: (name: string) => string;
  readonly routes: readonly Route[];
}

/** @param folder holds the files as they are written: there is no build step. */
export function loadAssets(folder: string): Assets {
  const names = readdirSync(folder).filter((name) => TYPES[extname(name)] !== undefined);
  const assets = new Map<string, Asset>();
  const hash = createHash('sha256');
  for (const name of names.toSorted()) {
    const plain = readFileSync(join(folder, name));
    hash.update(name).update(plain);
    const type = TYPES[extname(name)] as string;
    assets.set(name, { type, plain, gzip: gzipSync(plain, { level: 9 }), brotli: brotliCompressSync(plain) });
  }
  const base = `/web/${hash.digest('base64url').slice(0, 12)}`;
  const serve = (request: HttpRequest): HttpResponse => {
    const asset = assets.get(request.params.name ?? '');
    if (!asset) throw new Problem('not_found', 'there is nothing at this address');
    const headers = {
      'content-type': asset.type,
      'cache-control': `public, max-age=${YEAR_S}, immutable`,
    };
    return compressed(request, headers, asset);
  };
  return {
    path: (name) => `${base}/${name}`,
    source: (name) => assets.get(name)?.plain.toString('utf8') ?? '',
    routes: [{ method: 'GET', path: `${base}/:name`, handle: async (request) => serve(request) }],
  };
}

/** Answers with the smallest form that the browser reads. */
export function compressed(
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  { plain, gzip, brotli }: { plain: Buffer; gzip?: Buffer; brotli?: Buffer },
): HttpResponse {
  const accepted = request.headers['accept-encoding'] ?? '';
  const varied = { ...headers, vary: 'accept-encoding' };
  if (brotli && /\bbr\b/.test(accepted))
    return { status: 200, headers: { ...varied, 'content-encoding': 'br' }, body: brotli };
  if (/\bgzip\b/.test(accepted))
    return {
      status: 200,
      headers: { ...varied, 'content-encoding': 'gzip' },
      body: gzip ?? gzipSync(plain),
    };
  return { status: 200, headers: varied, body: plain };
}
