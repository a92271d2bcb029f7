/** Pieces of three letters, the features with which natural's Bayes does best here. */
const pieces = (text) => {
  const plain = ` ${text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()} `;
  return Array.from({ length: Math.max(0, plain.length - 2) }, (_, at) => plain.slice(at, at + 3));
};

/** So many training texts of every label; they stand in no order of their own, so they are taken evenly. */
export function firstOfEach(texts, perLabel) {
  return [...groupByLabel(texts).values()].flatMap((own) => {
    const step = Math.max(1, Math.floor(own.length / perLabel));
    return own.filter((_, at) => at % step === 0).slice(0, perLabel);
  });
}

function groupByLabel(texts) {
  const groups = new Map();
  for (const one of texts) {
    const own = groups.get(one.label);
    if (own) own.push(one);
    else groups.set(one.label, [one]);
  }
  return groups;
}

/** natural's Bayes over the same intents. */
export async function naturalBayes(texts) {
  const { default: natural } = await import('natural/lib/natural/classifiers/index.js');
  const bayes = new natural.BayesClassifier();
  for (const { text, label } of texts) bayes.addDocument(pieces(text), label);
  bayes.train();
  return (text) => bayes.classify(pieces(text));
}
