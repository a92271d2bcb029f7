import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';

/** Run in a process of its own: unpacking goes to TMPDIR and changes the environment. The package's own font settings
 * look in fixed folders, so a page would be drawn without letters. */
const executablePath = await chromium.executablePath();
const fonts = join(tmpdir(), 'participa-fonts.conf');
writeFileSync(
  fonts,
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(tmpdir(), 'fonts')}</dir><cachedir>${join(tmpdir(), 'fonts-cache')}</cachedir></fontconfig>`,
);
const env = { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '', FONTCONFIG_FILE: fonts };
process.stdout.write(JSON.stringify({ executablePath, env }));
