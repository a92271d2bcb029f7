export { type Answers, createAnswers } from './answers.js';
export { type Answer, type Focus, followUp, type Missing, type Outcome, type Query } from './query.js';
