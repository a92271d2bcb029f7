import { MongoError } from '../errors.js';
import { Regex } from '../bson/value.js';

const ALLOWED = /^[imsxu]*$/;

/** Leaves out white space and comments, which the flag x allows. */
const withoutComments = (pattern: string): string =>
  pattern.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]])*\]|\s+|#[^\n]*/g, (part) =>
    /^(\s|#)/.test(part) ? '' : part,
  );

/** What a BSON regular expression means in JavaScript. Throws 51108 for unknown flags, 51091 for a bad pattern. */
export const toRegExp = (regex: Regex): RegExp => {
  if (!ALLOWED.test(regex.flags)) {
    throw new MongoError(51108, `invalid flag in regex options: ${regex.flags}`);
  }
  let pattern = regex.flags.includes('x') ? withoutComments(regex.pattern) : regex.pattern;
  let flags = regex.flags.replace(/[xu]/g, '');
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  if (inline) {
    pattern = pattern.slice(inline[0].length);
    flags = [...new Set(flags + inline[1])].join('');
  }
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return withoutUnicode(pattern, flags);
  }
};

/** Unicode mode refuses escapes that PCRE takes, such as `\-`. */
const withoutUnicode = (pattern: string, flags: string): RegExp => {
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'bad pattern';
    throw new MongoError(51091, `Regular expression is invalid: ${reason}`);
  }
};
