import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readHours } from './domain/roster.js';
import { Problem } from './problem.js';
import type { MediaLimits } from './turns/media/intake.js';

/** The folder of package.json: data/, dialogs/ and locales/ stand beside src/ and dist/. */
export const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const switchable = z.enum(['off', 'web', 'cloud']);
const text = z.string().min(1).optional();
const base64Key = z
  .string()
  .refine((value) => Buffer.from(value, 'base64').length === 32, { message: 'must be 32 bytes in base64' })
  .optional();

/** `https://one.example, https://two.example`: origins alone, since that is what browsers send. */
const origins = z
  .string()
  .default('')
  .transform((list) => list.split(/[\s,]+/).filter((it) => it !== ''))
  .refine((list) => list.every((it) => URL.canParse(it) && new URL(it).origin === it), {
    message: 'must be origins such as https://www.example.gov.co, separated by commas',
  });

/** At most what WhatsApp carries; 0 takes none of that kind. */
const megabytes = z.coerce.number().min(0).max(100);

const schema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65535).default(3978),
    HOST: z.string().min(1).default('127.0.0.1'),
    TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
    PUBLIC_URL: z.url().optional(),
    DATA_DIR: z.string().min(1).default('./var'),
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    SECRET_KEY: base64Key,
    ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('warn'),
    DEFAULT_LOCALE: z.enum(['es-CO', 'es-CO-x-facil']).default('es-CO'),
    WEBCHAT_ORIGINS: origins,
    MEDIA_IMAGE_MB: megabytes.default(16),
    MEDIA_AUDIO_MB: megabytes.default(16),
    MEDIA_VIDEO_MB: megabytes.default(64),
    MEDIA_DOCUMENT_MB: megabytes.default(64),
    MEDIA_FILES: z.coerce.number().int().min(1).max(20).default(10),
    MEDIA_HELD_MB: z.coerce.number().int().min(1).default(2_000),
    HANDOFF_HOURS: z
      .string()
      .refine(
        (hours) => readHours(hours) !== null,
        'must be hours such as lun-vie 08:00-17:00; sab 08:00-12:00',
      )
      .optional(),
    WHATSAPP: switchable.default('off'),
    WHATSAPP_WEB_URL: z.url().optional(),
    WHATSAPP_WEB_SELF_JID: text,
    WHATSAPP_CLOUD_TOKEN: text,
    WHATSAPP_CLOUD_PHONE_NUMBER_ID: text,
    WHATSAPP_CLOUD_APP_SECRET: text,
    WHATSAPP_CLOUD_VERIFY_TOKEN: text,
    WHATSAPP_CLOUD_API_URL: z.url().optional(),
    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
      .optional(),
    MAIL_FROM: z.string().min(3).optional(),
  })
  .readonly();

export type Config = z.infer<typeof schema>;

/** How much of what people send is taken, in bytes. */
export function mediaLimits(config: Config): MediaLimits {
  const mb = 1_000_000;
  return {
    bytes: {
      image: config.MEDIA_IMAGE_MB * mb,
      audio: config.MEDIA_AUDIO_MB * mb,
      video: config.MEDIA_VIDEO_MB * mb,
      document: config.MEDIA_DOCUMENT_MB * mb,
    },
    files: config.MEDIA_FILES,
    held: config.MEDIA_HELD_MB * mb,
  };
}

/** Names whose values are never printed. */
const SECRET = /KEY|TOKEN|SECRET|PASSWORD|URI|SMTP_URL/;

/**
 * Environment -> one frozen, validated object. Empty values count as unset.
 * @throws Problem `config_invalid`, one line that names the first wrong variable.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Problem('config_invalid', `${issue?.path.join('.')}: ${issue?.message}`);
}

/** The configuration as `participa doctor` prints it: secrets masked. */
export function maskedConfig(config: Config): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, SECRET.test(name) ? '(set)' : String(value)]),
  );
}
