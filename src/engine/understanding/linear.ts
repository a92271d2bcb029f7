import type { HeadFile, ModelFile } from './catalogue.js';
import type { Features } from './features.js';

export interface Scored {
  readonly label: string;
  /** 0..1, the probability after the head's temperature. */
  readonly confidence: number;
}

/** One linear softmax over hashed features. */
export interface Head {
  readonly classes: readonly string[];
  /** All classes, best first. */
  classify(features: Features): Scored[];
}

/** Length of a text must not decide how sure we are of it. */
export const featureWeight = (count: number): number => 1 / Math.sqrt(Math.max(count, 1));

export const softmax = (scores: readonly number[], temperature: number): number[] => {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - top) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

function scoresOf(head: HeadFile, weights: Int8Array, features: Features): number[] {
  const mask = 2 ** head.bits - 1;
  const classes = head.classes.length;
  const sums = new Int32Array(classes);
  for (let i = 0; i < features.length; i++) {
    const start = head.offset + ((features[i] as number) & mask) * classes;
    for (let c = 0; c < classes; c++) sums[c] = (sums[c] as number) + (weights[start + c] as number);
  }
  const weight = featureWeight(features.length);
  return head.classes.map(
    (_, c) => (sums[c] as number) * (head.scales[c] ?? 0) * weight + (head.biases[c] ?? 0),
  );
}

export function createHead(model: ModelFile, name: string): Head | undefined {
  const head = model.heads[name];
  if (!head) return undefined;
  return {
    classes: head.classes,
    classify(features) {
      const confidences = softmax(scoresOf(head, model.weights, features), head.temperature);
      return head.classes
        .map((label, index) => ({ label, confidence: confidences[index] ?? 0 }))
        .sort((a, b) => b.confidence - a.confidence);
    },
  };
}
