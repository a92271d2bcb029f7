import { loadCatalogue } from './catalogue.js';
import { buildUnderstanding } from './understanding-training.js';

/** `node dist/sources/build-understanding.js`: rebuilds the model after a change of its YAML sources. */
const root = process.cwd();
buildUnderstanding(root, await loadCatalogue(`${root}/data`));
