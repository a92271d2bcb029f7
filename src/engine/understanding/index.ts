export type { UnderstandingCatalogue, Lexicon, ModelFile, ServiceHint } from './catalogue.js';
export type { WhereTo } from './services.js';
export type { DangerJudge, DangerJudgement } from './danger.js';
export { type FullUnderstander, createUnderstander } from './understander.js';
export type {
  Answer,
  AnswerOption,
  AnswerReader,
  AnswerValue,
  Expectation,
} from './answers-in-dialogs/index.js';
export { alsoReading, createGloss, type Gloss } from './gloss.js';
export { serviceHints } from './service-hints.js';
