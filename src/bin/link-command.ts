import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Run at the end of the build: makes `npx participa` find this checkout's own command. npm links the commands of
 * dependencies, not those of the project itself; without the link npx installs the project into a cache of its own.
 */
const command = join(dirname(fileURLToPath(import.meta.url)), 'participa.js');
const links = join(dirname(command), '..', '..', 'node_modules', '.bin');
chmodSync(command, 0o755);
if (existsSync(dirname(links)) && process.platform !== 'win32') {
  mkdirSync(links, { recursive: true });
  rmSync(join(links, 'participa'), { force: true });
  symlinkSync(join('..', '..', 'dist', 'bin', 'participa.js'), join(links, 'participa'));
}
