import type { Doc, Value } from '../bson/value.js';
import { isDoc } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { documentStage, type MapDocument } from '../aggregate/document-stages.js';
import type { Variables } from '../query/filter.js';

const ALLOWED = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

/** Compiles an update given as a pipeline: stages that map one document to one. */
export const compilePipelineUpdate = (stages: readonly Value[], variables: Variables): MapDocument => {
  const maps = stages.map((stage) => {
    const name = isDoc(stage) && stage.size === 1 ? stage.keys().next().value : undefined;
    if (name === undefined) {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    if (!ALLOWED.has(name)) {
      throw new MongoError('InvalidOptions', `${name} is not allowed to be used within an update`);
    }
    return documentStage(name, (stage as Doc).get(name) as Value, variables) as MapDocument;
  });
  return (doc) => maps.reduce((current, map) => map(current), doc);
};
