import { Problem } from '../../problem.js';

/** A file that is not what its first bytes say. */
export const malformed = (): Problem =>
  new Problem('media.malformed', 'the file is damaged: it has no viewing copy');
