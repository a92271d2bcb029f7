import { destination, pino } from 'pino';
import type { Config } from '../config.js';
import type { Log } from '../turns/service.js';

/** JSON lines on standard error, so that standard output stays the conversation's. */
export function createLogger(config: Config): Log {
  return pino({ level: config.LOG_LEVEL, base: null }, destination({ dest: 2, sync: true }));
}
