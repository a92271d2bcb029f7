import type { AlertLog } from '../ports/danger-alerts.js';
import { type LinkStore, personOf } from '../ports/links.js';
import type { OwnCases } from '../ports/own-cases.js';

/** A store that answers one question otherwise; everything else is asked of the store itself. */
const over = <Store extends object>(store: Store, otherwise: Partial<Store>): Store =>
  Object.assign(Object.create(store) as Store, otherwise);

/** The cases of a person, whichever of their conversations asks. */
export const casesOfPerson = <Cases extends OwnCases>(cases: Cases, links: LinkStore): Cases => {
  const ofConversation: OwnCases['ofConversation'] = async (conversation) => {
    const { conversations } = await personOf(links, conversation);
    const own = await Promise.all(conversations.map((it) => cases.ofConversation(it)));
    return own.length === 1
      ? (own[0] ?? [])
      : own.flat().toSorted((one, other) => other.updatedAt - one.updatedAt);
  };
  return over<OwnCases>(cases, { ofConversation }) as Cases;
};

/** The alert that nobody took, in whichever conversation of a person it was raised. */
export const alertsOfPerson = <Alerts extends AlertLog>(alerts: Alerts, links: LinkStore): Alerts => {
  const openIn: AlertLog['openIn'] = async (conversation) => {
    for (const it of (await personOf(links, conversation)).conversations) {
      const alert = await alerts.openIn(it);
      if (alert) return alert;
    }
    return null;
  };
  return over<AlertLog>(alerts, { openIn }) as Alerts;
};
