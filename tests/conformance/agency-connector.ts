import { describe, expect, test } from '@jest/globals';
import {
  type AgencyConnector,
  DeliveryError,
  type OutgoingDelivery,
} from '../../src/ports/agency-connector.js';
import { SECRET } from '../fixtures/outgoing.js';

/** One connector with a real receiver behind it. */
export interface ConnectorRun {
  readonly connector: AgencyConnector;
  readonly outgoing: OutgoingDelivery;
  /** Everything that the receiver took, as text, in order. */
  taken(): readonly string[];
  /** What the receiver uses to tell a repetition. */
  ids(): readonly string[];
  close(): Promise<void>;
}

export type ReceiverMood = 'takes' | 'refuses for now' | 'refuses for good' | 'is away';

/** What every agency connector promises. */
export function agencyConnectorConformance(
  name: string,
  start: (mood: ReceiverMood) => Promise<ConnectorRun>,
): void {
  const failing = async (mood: ReceiverMood): Promise<DeliveryError> => {
    const run = await start(mood);
    try {
      await run.connector.deliver(run.outgoing);
      throw new Error('it was delivered');
    } catch (problem) {
      if (problem instanceof DeliveryError) return problem;
      throw problem;
    } finally {
      await run.close();
    }
  };

  describe(`${name} as an agency connector`, () => {
    test('hands the delivery over, with its code', async () => {
      const run = await start('takes');
      await run.connector.deliver(run.outgoing);
      expect(run.taken()).toHaveLength(1);
      expect(run.taken()[0]).toContain(run.outgoing.code);
      await run.close();
    });

    test('tried again, it is recognisable as the same', async () => {
      const run = await start('takes');
      await run.connector.deliver(run.outgoing);
      await run.connector.deliver(run.outgoing);
      expect(new Set(run.ids()).size).toBe(1);
      expect(run.ids()).toHaveLength(2);
      await run.close();
    });

    test.each<[ReceiverMood, boolean]>([
      ['refuses for now', true],
      ['refuses for good', false],
      ['is away', true],
    ])('a receiver that %s: retryable %s', async (mood, retryable) => {
      expect((await failing(mood)).retryable).toBe(retryable);
    });

    test('a failure says nothing of what was told, nor a secret', async () => {
      for (const mood of ['refuses for now', 'refuses for good', 'is away'] as const) {
        const { message, details, code } = await failing(mood);
        expect(JSON.stringify({ message, details, code })).not.toMatch(
          new RegExp(`${SECRET}|whsec_|Rosalba`),
        );
      }
    });

    test('an agency without the data of its connector is no delivery', async () => {
      const run = await start('takes');
      const { endpoint: _endpoint, email: _email, ...agency } = run.outgoing.agency;
      await expect(run.connector.deliver({ ...run.outgoing, agency })).rejects.toMatchObject({
        code: 'connector.incomplete',
      });
      expect(run.taken()).toEqual([]);
      await run.close();
    });
  });
}
