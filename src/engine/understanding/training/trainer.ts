import type { HeadFile } from '../catalogue.js';
import type { Features } from '../features.js';
import { featureWeight, softmax } from '../linear.js';
import { type Random, seededRandom } from './random.js';

export interface Example {
  readonly features: Features;
  readonly label: string;
  /** Decides when it is learnt from, by chance. */
  readonly text: string;
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

  copy(): Softmax {
    const other = new Softmax(this.#classes, this.#options);
    other.weights.set(this.weights);
    other.biases.set(this.biases);
    return other;
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
  for (const { features, label } of random.inOrderOfChance(examples, ({ text }) => text))
    model.learn(features, classes.indexOf(label));
}

/** The mean of models that learnt the same classes from different texts: surer than any of them, and as small. */
function meanOf(models: readonly Softmax[]): Softmax {
  const [first, ...others] = models;
  if (!first) throw new RangeError('no models');
  const mean = first.copy();
  for (const { weights, biases } of others) {
    for (let i = 0; i < weights.length; i++)
      mean.weights[i] = (mean.weights[i] as number) + (weights[i] as number);
    for (let c = 0; c < biases.length; c++)
      mean.biases[c] = (mean.biases[c] as number) + (biases[c] as number);
  }
  for (let i = 0; i < mean.weights.length; i++) mean.weights[i] = (mean.weights[i] as number) / models.length;
  for (let c = 0; c < mean.biases.length; c++) mean.biases[c] = (mean.biases[c] as number) / models.length;
  return mean;
}

/**
 * Trains one head as the mean of one model a `bag` of examples; the bags hold the same groups, written in other ways.
 * Deterministic: the same examples and options give the same bytes.
 */
export function trainHead(bags: readonly (readonly Example[])[], given: TrainingOptions): TrainedHead {
  const options = { rate: 0.3, decay: 1e-5, caution: 0.1, ...given };
  const all = bags.flat();
  const classes = [...new Set(all.map((example) => example.label))].sort();
  const random = seededRandom(options.seed);
  const groups = random.inOrderOfChance([...new Set(all.map(({ group }) => group))], (group) => group);
  const asideGroups = new Set(groups.slice(0, Math.floor(groups.length * KEPT_APART)));
  const isApart = ({ group }: Example): boolean => asideGroups.has(group);
  const models = bags.map((examples, bag) => {
    const model = new Softmax(classes.length, options);
    const rest = examples.filter((one) => !isApart(one));
    for (let epoch = 0; epoch < options.epochs; epoch++)
      run(model, rest, classes, random.named(`epoch ${bag} ${epoch}`));
    return model;
  });
  const temperature = temperatureFor(meanOf(models), (bags[0] ?? []).filter(isApart), classes);
  models.forEach((model, bag) => {
    const examples = bags[bag] ?? [];
    run(model, examples.filter(isApart), classes, random.named(`apart ${bag}`));
    run(model, examples, classes, random.named(`all ${bag}`));
  });
  const mean = meanOf(models);
  const { weights, scales } = quantise(mean, classes.length);
  return {
    classes,
    bits: options.bits,
    scales: scales.map((scale) => Number(scale.toPrecision(6))),
    biases: Array.from(mean.biases, (bias) => Number(bias.toPrecision(6))),
    temperature,
    weights,
  };
}
