import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from '../../src/domain/consultation.js';
import type { ResponseStore } from '../../src/ports/consultation-stores.js';

export interface OpenedResponses {
  readonly store: ResponseStore;
  readonly close: () => Promise<void>;
}

/** What every store of responses does. */
export function responseStoreSuite(name: string, open: () => Promise<OpenedResponses>): void {
  describe(`responses, ${name}`, () => {
    let opened: OpenedResponses;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const answer = (person: string, consultation: string, at: number): Promise<void> => {
      const response: Response = { consultation, person, at, locale: 'es-CO', answers: { mejor: person } };
      return opened.store.record(`${consultation}:${person}`, response);
    };
    const counted = async (consultation: string): Promise<string[]> =>
      (await opened.store.of(consultation)).map(({ person }) => person);

    test('one key is one response, the first', async () => {
      await answer('ana', 'parque', 1);
      await answer('ana', 'parque', 2);
      expect((await opened.store.of('parque')).map(({ at }) => at)).toEqual([1]);
      expect(await opened.store.byPerson('ana')).toEqual(['parque']);
    });

    test('of one person’s over several contacts the earliest counts, whichever was recorded first', async () => {
      await answer('luis', 'parque', 1);
      await answer('ana-web', 'parque', 3);
      await answer('ana', 'parque', 2);
      await answer('ana', 'vias', 5);
      expect(await opened.store.countOnce(['ana', 'ana-web'], ['parque', 'vias'])).toBe(1);
      expect(await counted('parque')).toEqual(['luis', 'ana']);
      expect(await counted('vias')).toEqual(['ana']);
      expect(await opened.store.byPerson('ana-web')).toEqual(['parque']);
    });

    test('asked again it changes nothing, and a third contact that answered earlier counts then', async () => {
      await answer('ana', 'parque', 2);
      await answer('ana-web', 'parque', 3);
      for (let time = 0; time < 2; time += 1)
        expect(await opened.store.countOnce(['ana', 'ana-web'], ['parque'])).toBe(1);
      expect(await counted('parque')).toEqual(['ana']);
      await answer('ana-lid', 'parque', 1);
      expect(await opened.store.countOnce(['ana', 'ana-web', 'ana-lid'], ['parque'])).toBe(1);
      expect(await counted('parque')).toEqual(['ana-lid']);
    });

    test('apart again, each counts again', async () => {
      await answer('ana', 'parque', 2);
      await answer('otra', 'parque', 3);
      await opened.store.countOnce(['ana', 'otra'], ['parque']);
      expect(await opened.store.countOnce(['ana'], ['parque'])).toBe(0);
      expect(await opened.store.countOnce(['otra'], ['parque'])).toBe(0);
      expect(await counted('parque')).toEqual(['ana', 'otra']);
    });

    test('a consultation that is not named stays as it was counted', async () => {
      await answer('ana', 'parque', 2);
      await answer('ana-web', 'parque', 3);
      expect(await opened.store.countOnce(['ana', 'ana-web'], ['vias'])).toBe(0);
      expect(await counted('parque')).toEqual(['ana', 'ana-web']);
    });

    test('where the one that counted is erased, the other counts once it is asked', async () => {
      await answer('ana', 'parque', 2);
      await answer('ana-web', 'parque', 3);
      await opened.store.countOnce(['ana', 'ana-web'], ['parque']);
      await opened.store.erase('ana', ['parque']);
      expect(await opened.store.countOnce(['ana-web'], ['parque'])).toBe(0);
      expect(await counted('parque')).toEqual(['ana-web']);
    });
  });
}
