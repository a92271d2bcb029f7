import { type Doc, isDoc, typeName, type Value } from '../bson/value.js';
import { MongoError } from '../errors.js';
import { compileProjection } from '../query/projection.js';
import { addFields } from './add-fields.js';
import { compileExpression } from './expression.js';

export type MapDocument = (doc: Doc) => Doc;
type Variables = ReadonlyMap<string, Value>;

const replaceRoot = (expression: Value, variables: Variables): MapDocument => {
  const evaluate = compileExpression(expression);
  return (doc) => {
    const value = evaluate({ root: doc, current: doc, variables });
    if (isDoc(value)) return value;
    throw new MongoError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type: '${typeName(value)}'`,
    );
  };
};

const unset = (operand: Value): MapDocument => {
  const paths = Array.isArray(operand) ? operand : [operand];
  if (paths.length === 0 || !paths.every((path) => typeof path === 'string')) {
    throw new MongoError(31002, '$unset specification must be a string or an array of strings');
  }
  return compileProjection(new Map(paths.map((path) => [path as string, 0])), new Map()).apply;
};

/** The stages that turn one document into one; undefined for any other. */
export const documentStage = (
  name: string,
  operand: Value,
  variables: Variables,
): MapDocument | undefined => {
  switch (name) {
    case '$addFields':
    case '$set':
      if (!isDoc(operand)) throw new MongoError(40272, `${name} specification stage must be an object`);
      return addFields(operand, variables);
    case '$project': {
      if (!isDoc(operand)) throw new MongoError(15969, '$project specification must be an object');
      if (operand.size === 0)
        throw new MongoError(51272, 'projection specification must have at least one field');
      return compileProjection(operand, variables).apply;
    }
    case '$unset':
      return unset(operand);
    case '$replaceRoot': {
      const root = isDoc(operand) ? operand.get('newRoot') : undefined;
      if (root === undefined) throw new MongoError(40231, 'no newRoot specified for the $replaceRoot stage');
      return replaceRoot(root, variables);
    }
    case '$replaceWith':
      return replaceRoot(operand, variables);
    default:
      return undefined;
  }
};
