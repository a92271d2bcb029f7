import { existsSync } from 'node:fs';
import { type Config, readConfig } from '../config.js';

/** Reads `.env` of the working folder (the environment wins) and validates. */
export function environment(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}
