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
  /** The classes, best first; only the best `most` of them where that is given. */
  classify(features: Features, most?: number): Scored[];
}

/** Length of a text must not decide how sure we are of it. */
export const featureWeight = (count: number): number => 1 / Math.sqrt(Math.max(count, 1));

/** Turns scores into probabilities, in place. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > top) top = score;
  let sum = 0;
  for (let c = 0; c < scores.length; c++) {
    const power = Math.exp(((scores[c] as number) - top) / temperature);
    scores[c] = power;
    sum += power;
  }
  for (let c = 0; c < scores.length; c++) scores[c] = (scores[c] as number) / sum;
  return scores;
}

/** Adds up the weights of all features, four at a time: reading and writing the sums is what takes long. */
function addUp(head: HeadFile, weights: Int8Array, sums: Int32Array, features: Features): void {
  const mask = 2 ** head.bits - 1;
  const classes = sums.length;
  const { offset } = head;
  const start = (at: number): number => offset + ((features[at] as number) & mask) * classes;
  sums.fill(0);
  let at = 0;
  for (; at + 3 < features.length; at += 4) {
    const [a, b, c, d] = [start(at), start(at + 1), start(at + 2), start(at + 3)];
    for (let i = 0; i < classes; i++) {
      sums[i] =
        (sums[i] as number) +
        (weights[a + i] as number) +
        (weights[b + i] as number) +
        (weights[c + i] as number) +
        (weights[d + i] as number);
    }
  }
  for (; at < features.length; at++) {
    const from = start(at);
    for (let i = 0; i < classes; i++) sums[i] = (sums[i] as number) + (weights[from + i] as number);
  }
}

function scoresOf(head: HeadFile, weights: Int8Array, sums: Int32Array, features: Features): Float64Array {
  addUp(head, weights, sums, features);
  const classes = sums.length;
  const weight = featureWeight(features.length);
  const scores = new Float64Array(classes);
  for (let c = 0; c < classes; c++) {
    scores[c] = (sums[c] as number) * (head.scales[c] ?? 0) * weight + (head.biases[c] ?? 0);
  }
  return scores;
}

/** The places of the `most` greatest values, greatest first. */
function greatest(values: Float64Array, most: number): number[] {
  const best: number[] = [];
  for (let c = 0; c < values.length; c++) {
    const value = values[c] as number;
    if (best.length === most && value <= (values[best[most - 1] as number] as number)) continue;
    let at = best.length;
    while (at > 0 && (values[best[at - 1] as number] as number) < value) at--;
    best.splice(at, 0, c);
    if (best.length > most) best.pop();
  }
  return best;
}

export function createHead(model: ModelFile, name: string): Head | undefined {
  const head = model.heads[name];
  if (!head) return undefined;
  const { classes } = head;
  const sums = new Int32Array(classes.length);
  return {
    classes,
    classify(features, most = classes.length) {
      const confidences = softmax(scoresOf(head, model.weights, sums, features), head.temperature);
      return greatest(confidences, most).map((c) => ({
        label: classes[c] as string,
        confidence: confidences[c] as number,
      }));
    },
  };
}
