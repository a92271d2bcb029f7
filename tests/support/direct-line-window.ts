import { WebSocket } from 'ws';
import XMLHttpRequest from 'xhr2';

/** Microsoft's own client, which expects a browser's globals before it is imported. */
Object.assign(globalThis, { WebSocket, XMLHttpRequest });
const { DirectLine } = (await import('botframework-directlinejs')) as unknown as {
  DirectLine: new (options: object) => Client;
};

export interface Activity {
  id: string;
  type: string;
  text?: string;
  from: { id: string; role?: string };
  channelData?: { clientActivityID?: string };
  suggestedActions?: { actions: { title: string; text: string; value: unknown }[] };
}

interface Subscription {
  unsubscribe(): void;
}

interface Client {
  activity$: { subscribe(next: (activity: Activity) => void, fail: () => void): Subscription };
  postActivity(activity: object): {
    subscribe(next: (id: string) => void, fail?: (error: unknown) => void): Subscription;
  };
  end(): void;
}

/** One window of Microsoft's client. */
export interface DirectLineWindow {
  /** Every message it has seen, in order. */
  readonly messages: readonly Activity[];
  /** Resolves when it has seen that many messages. */
  seen(count: number): Promise<readonly Activity[]>;
  /** Resolves with the first message from number `from` on that fits. */
  find(fits: (activity: Activity) => boolean, from?: number): Promise<Activity>;
  /** Resolves with the activity's id once it was acknowledged. */
  say(activity: object): Promise<string>;
  close(): void;
}

export async function newToken(url: string): Promise<{ token: string; conversationId: string }> {
  const answer = await fetch(`${url}/v3/directline/tokens/generate`, { method: 'POST' });
  return (await answer.json()) as { token: string; conversationId: string };
}

export function openWindow(url: string, options: object): DirectLineWindow {
  const client = new DirectLine({ domain: `${url}/v3/directline`, pollingInterval: 200, ...options });
  const messages: Activity[] = [];
  const waiting = new Set<() => void>();
  const subscription = client.activity$.subscribe(
    (activity) => {
      if (activity.type === 'message') messages.push(activity);
      for (const check of waiting) check();
    },
    () => {},
  );
  const when = <T>(read: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = (): void => {
        const value = read();
        if (value === undefined) return;
        waiting.delete(check);
        resolve(value);
      };
      waiting.add(check);
      check();
    });
  return {
    messages,
    seen: (count) => when(() => (messages.length >= count ? messages : undefined)),
    find: (fits, from = 0) => when(() => messages.slice(from).find(fits)),
    say: (activity) =>
      new Promise((resolve, reject) => {
        client
          .postActivity({ type: 'message', from: { id: 'forged' }, ...activity })
          .subscribe(resolve, reject);
      }),
    close: () => {
      subscription.unsubscribe();
      client.end();
    },
  };
}
