import { dayOf } from '../../domain/deadline.js';
import { withoutPersonalData } from '../../domain/personal-data.js';
import { PACKAGE_ROOT } from '../../config.js';
import { loadPersonalDataWords } from '../../sources/personal-data.js';
import { missedMessages } from '../../store/missed.js';
import { atDesk, print } from '../desk.js';

/** What was not understood, for labelling: `{"text","times","last"}` a line, the most frequent first. Personal data was
 * removed before it was stored; what has been learnt to recognise since is removed now. */
export async function misunderstood(): Promise<void> {
  await atDesk(async ({ connection }) => {
    const remove = withoutPersonalData(loadPersonalDataWords(PACKAGE_ROOT));
    const found = new Map<string, { text: string; times: number; last: string }>();
    for (const { text, at } of await missedMessages(connection)) {
      const safe = remove(text);
      const known = found.get(safe);
      // Newest first: the first one met is the last one written.
      found.set(safe, { text: safe, times: (known?.times ?? 0) + 1, last: known?.last ?? dayOf(at) });
    }
    for (const one of [...found.values()].toSorted((a, b) => b.times - a.times)) print(JSON.stringify(one));
  });
}
