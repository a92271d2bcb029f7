import type { HeadFile } from '../catalogue.js';
import type { Features } from '../features.js';
import { featureWeight, softmax } from '../linear.js';
import { type Random, seededRandom } from './random.js';

export interface Example {
  readonly features: Features;
  readonly label: string;
  /** Examples of one group are learnt from together or kept apart together. */
  readonly group: string;
}

export interface TrainingOptions {
  readonly bits: number;
  readonly epochs: number;
  readonly seed: number;
  /** Large: a rare piece of a word moves little the first time it is seen. */
  readonly caution?: number;
  readonly rate?: number;
  /** Pull of the weights towards zero, per update of a bucket. */
  readonly decay?: number;
}

export interface TrainedHead extends Omit<HeadFile, 'offset'> {
  readonly weights: Int8Array;
}

const KEPT_APART = 0.15;
/** A class this sure of itself has nothing to learn from a text. */
const SETTLED = 0.0002;

class Softmax {
  readonly weights: Float32Array;
  readonly biases: Float64Array;
  readonly #squares: Float32Array;
  readonly #classes: number;
  readonly #mask: number;
  readonly #options: Required<TrainingOptions>;

  constructor(classes: number, options: Required<TrainingOptions>) {
    this.#classes = classes;
    this.#mask = 2 ** options.bits - 1;
    this.#options = options;
    this.weights = new Float32Array(2 ** options.bits * classes);
    this.#squares = new Float32Array(this.weights.length).fill(options.caution);
    this.biases = new Float64Array(classes);
  }

  scores(features: Features): Float64Array {
    const sums = Float64Array.from(this.biases);
    const weight = featureWeight(features.length);
    for (const feature of features) {
      const start = (feature & this.#mask) * this.#classes;
      for (let c = 0; c < sums.length; c++) {
        sums[c] = (sums[c] as number) + (this.weights[start + c] as number) * weight;
      }
    }
    return sums;
  }

  /** One AdaGrad step; buckets that the text does not touch are left alone. */
  learn(features: Features, target: number): void {
    const { rate, decay } = this.#options;
    const gradient = softmax(this.scores(features), 1);
    gradient[target] = (gradient[target] as number) - 1;
    const open = Array.from(gradient.keys()).filter((c) => Math.abs(gradient[c] as number) > SETTLED);
    const weight = featureWeight(features.length);
    for (const feature of features) {
      const start = (feature & this.#mask) * this.#classes;
      for (const c of open) {
        const at = start + c;
        const step = (gradient[c] as number) * weight + decay * (this.weights[at] as number);
        const square = (this.#squares[at] as number) + step * step;
        this.#squares[at] = square;
        this.weights[at] = (this.weights[at] as number) - (rate * step) / Math.sqrt(square);
      }
    }
    for (let c = 0; c < this.#classes; c++) {
      this.biases[c] = (this.biases[c] as number) - 0.02 * (gradient[c] as number);
    }
  }
}

/** The temperature that makes the confidences of texts kept apart honest (least log loss). */
function temperatureFor(model: Softmax, apart: readonly Example[], classes: readonly string[]): number {
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let temperature = 0.3; temperature <= 3; temperature += 0.05) {
    let loss = 0;
    for (const { features, label } of apart) {
      const p = softmax(model.scores(features), temperature)[classes.indexOf(label)] ?? 0;
      loss -= Math.log(Math.max(p, 1e-9));
    }
    if (loss < least) [best, least] = [temperature, loss];
  }
  return Math.round(best * 100) / 100;
}

function quantise(model: Softmax, classes: number): { weights: Int8Array; scales: number[] } {
  const tops = new Float64Array(classes);
  model.weights.forEach((weight, i) => {
    const c = i % classes;
    tops[c] = Math.max(tops[c] as number, Math.abs(weight));
  });
  const scales = Array.from(tops, (top) => (top || 1) / 127);
  const weights = Int8Array.from(model.weights, (weight, i) =>
    Math.round(weight / (scales[i % classes] as number)),
  );
  return { weights, scales };
}

function run(model: Softmax, examples: readonly Example[], classes: readonly string[], random: Random): void {
  for (const { features, label } of random.shuffle(examples)) model.learn(features, classes.indexOf(label));
}

/** Trains one head. Deterministic: the same examples and options give the same bytes. */
export function trainHead(examples: readonly Example[], given: TrainingOptions): TrainedHead {
  const options = { rate: 0.3, decay: 1e-5, caution: 0.1, ...given };
  const classes = [...new Set(examples.map((example) => example.label))].sort();
  const random = seededRandom(options.seed);
  const model = new Softmax(classes.length, options);
  const groups = random.shuffle([...new Set(examples.map(({ group }) => group))]);
  const asideGroups = new Set(groups.slice(0, Math.floor(groups.length * KEPT_APART)));
  const apart = examples.filter(({ group }) => asideGroups.has(group));
  const rest = examples.filter(({ group }) => !asideGroups.has(group));
  for (let epoch = 0; epoch < options.epochs; epoch++) run(model, rest, classes, random);
  const temperature = temperatureFor(model, apart, classes);
  for (let again = 0; again < 2; again++) run(model, again === 0 ? apart : examples, classes, random);
  const { weights, scales } = quantise(model, classes.length);
  return {
    classes,
    bits: options.bits,
    scales: scales.map((scale) => Number(scale.toPrecision(6))),
    biases: Array.from(model.biases, (bias) => Number(bias.toPrecision(6))),
    temperature,
    weights,
  };
}
