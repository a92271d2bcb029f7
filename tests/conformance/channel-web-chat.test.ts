import { JPEG } from '../fixtures/images.js';
import { openWebChat } from '../support/web-chat.js';
import { type ChannelHarness, describeChannel } from './channel.js';

interface Shown {
  from: { role: string };
  text: string;
  suggestedActions?: { actions: { title: string; text: string; value: unknown }[] };
}

/** A person with a Direct Line client, and what a refusal showed them. */
async function open(): Promise<ChannelHarness> {
  const server = await openWebChat();
  const session = server.channel.tokens.begin();
  const headers = {
    authorization: `Bearer ${server.channel.tokens.issue(session)}`,
    'content-type': 'application/json',
  };
  const address = `${server.url}/v3/directline/conversations/${session.conversation}`;
  const urgent: Shown[] = [];
  const post = async (activity: object): Promise<boolean> => {
    const answer = await fetch(`${address}/activities`, {
      method: 'POST',
      headers,
      body: JSON.stringify(activity),
    });
    const body = (await answer.json()) as { activities?: Shown[] };
    urgent.push(...(body.activities ?? []));
    return answer.ok;
  };
  const replies = async (): Promise<Shown[]> => {
    const answer = await fetch(`${address}/activities`, { headers });
    const { activities } = (await answer.json()) as { activities: Shown[] };
    return activities.filter(({ from }) => from.role === 'bot');
  };
  const upload = async (): Promise<boolean> => {
    const form = new FormData();
    form.append('activity', new Blob(['{"type":"message"}'], { type: 'application/vnd.microsoft.activity' }));
    form.append('file', new Blob([new Uint8Array(JPEG)]), 'foto.jpg');
    const { authorization } = headers;
    const answer = await fetch(`${address}/upload`, {
      method: 'POST',
      headers: { authorization },
      body: form,
    });
    return answer.ok;
  };
  const signs: 'typing'[] = [];
  server.channel.hub.watch(session.conversation, {
    appended: () => {},
    passing: ({ type }) => void (type === 'typing' && signs.push('typing')),
    behind: () => {},
    ended: () => {},
  });
  return {
    channel: server.channel,
    address: session.user,
    say: (text, id) => post({ type: 'message', text, channelData: { clientActivityID: id } }),
    tap: async (index) => {
      const menu = (await replies()).findLast((it) => it.suggestedActions !== undefined);
      const action = menu?.suggestedActions?.actions[index];
      return post({ type: 'message', text: action?.text, value: action?.value });
    },
    shown: async () =>
      [...(await replies()), ...urgent].map(({ text, suggestedActions }) => ({
        text,
        buttons: suggestedActions?.actions.map(({ title }) => title) ?? [],
      })),
    signs: async () => signs,
    typesWhileWaiting: true,
    others: {
      quote: () => post({ type: 'message', text: 'quiero reportar algo', replyToId: 'earlier' }),
      edit: () => post({ type: 'messageUpdate', text: 'corregido' }),
      deletion: () => post({ type: 'messageDelete' }),
      reaction: () => post({ type: 'messageReaction' }),
      media: upload,
      location: () =>
        post({
          type: 'message',
          entities: [{ type: 'GeoCoordinates', latitude: 4.0866, longitude: -76.1954, name: 'Tuluá' }],
        }),
    },
    stop: server.stop,
  };
}

describeChannel('web chat', open);
