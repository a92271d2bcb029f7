import { join } from 'node:path';
import { PACKAGE_ROOT } from './config.js';
import type { Catalogue } from './domain/catalogue.js';
import type { NonWorkingDays } from './domain/deadline.js';
import { colombianHolidays } from './domain/holidays.js';
import { withoutPersonalData } from './domain/personal-data.js';
import type { Dialog } from './engine/flow/dialog.js';
import { type Texts, createTexts } from './engine/texts/texts.js';
import {
  type FullUnderstander,
  alsoReading,
  createGloss,
  createUnderstander,
  serviceHints,
} from './engine/understanding/index.js';
import { type CaseCatalogue, loadCaseCatalogue } from './sources/case-catalogue.js';
import { loadCatalogue } from './sources/catalogue.js';
import { loadDialogs } from './sources/dialogs.js';
import { loadCommands, loadTexts } from './sources/locales.js';
import { loadPersonalDataWords } from './sources/personal-data.js';
import { loadUnderstanding } from './sources/understanding.js';
import { loadEnglish } from './sources/english.js';
import { type Command, createCommands } from './turns/commands.js';

/** Everything that is read from files and needs no store; `participa understand` needs no more. */
export interface Mind {
  readonly catalogue: Catalogue;
  readonly understander: FullUnderstander;
  readonly texts: Texts;
  readonly dialogs: ReadonlyMap<string, Dialog>;
  readonly commandOf: (text: string) => Command | null;
  /** Services, procedures and kinds of body. */
  readonly cases: CaseCatalogue;
  readonly nonWorking: NonWorkingDays;
  readonly withoutPersonalData: (text: string) => string;
}

/** Loads catalogues, model, texts and dialogs; a second or less. */
export async function loadMind(): Promise<Mind> {
  const catalogue = await loadCatalogue(join(PACKAGE_ROOT, 'data'));
  const { territories, localities, indicators } = catalogue;
  const locales = join(PACKAGE_ROOT, 'locales');
  const cases = loadCaseCatalogue(join(PACKAGE_ROOT, 'data'));
  return {
    catalogue,
    understander: alsoReading(
      createGloss(loadEnglish(PACKAGE_ROOT)),
      createUnderstander({
        ...loadUnderstanding(PACKAGE_ROOT),
        territories,
        localities,
        indicators,
        services: serviceHints(cases.services.values()),
      }),
    ),
    texts: createTexts(loadTexts(locales)),
    dialogs: loadDialogs(join(PACKAGE_ROOT, 'dialogs')),
    commandOf: createCommands(loadCommands(locales)),
    cases,
    nonWorking: colombianHolidays(),
    withoutPersonalData: withoutPersonalData(loadPersonalDataWords(PACKAGE_ROOT)),
  };
}
