import { TerminalChannel } from '../../src/channels/terminal/terminal.js';
import { realClock, realIds } from '../support/real.js';
import { type ChannelHarness, describeChannel, type Shown } from './channel.js';

const ADDRESS = 'persona';
const NO_SIGNAL = 'a line of text is all a terminal sends';

async function open(): Promise<ChannelHarness> {
  const shown: Shown[] = [];
  const channel = new TerminalChannel({
    clock: realClock,
    ids: realIds,
    write: (text) => void shown.push({ text: text.replace(/\n\n$/, ''), buttons: [] }),
  });
  return {
    channel,
    address: ADDRESS,
    say: (text) =>
      channel.type(ADDRESS, text).then(
        () => true,
        () => false,
      ),
    shown: async () => shown,
    others: {
      quote: NO_SIGNAL,
      edit: NO_SIGNAL,
      deletion: NO_SIGNAL,
      reaction: NO_SIGNAL,
      media: NO_SIGNAL,
      location: NO_SIGNAL,
    },
    stop: () => channel.stop(),
  };
}

describeChannel('terminal', open, { neverRepeats: 'each line is typed once' });
