/** How somebody answers a report who says no more than needed, by the key of the question. */
export const USUAL_ANSWERS: Readonly<Record<string, string>> = {
  'report:proposal': '1',
  'report:who': '1',
  'form:question-plain': 'no sé',
  'report:place': 'no sé',
  'report:whereabouts': 'no',
  'report:safe': '4',
  'report:plain': '1',
  'report:word': 'no',
  'report:name': 'no',
  'report:name-needed': 'no',
  'report:consent': 'sí',
};
