/** One person, several WhatsApp addresses (a phone number's and a LID's): which belong together. */
export interface WhatsappAddresses {
  /** The one address a person is known under, whichever of theirs is given. `alt` is another of the same person's,
   * where WhatsApp told it; what is learnt stays learnt. The first address they wrote from is the one. */
  personOf(jid: string, alt?: string): Promise<string>;
  /** The people who are known under these addresses, the first to have written first. Two, where they turn out to be one. */
  peopleOf(jid: string, alt: string): Promise<readonly string[]>;
  /** Joins two addresses if one of them has written already. */
  learn(jid: string, alt: string): Promise<void>;
  /** Where to send: the address this person wrote from last. */
  reach(person: string): Promise<string>;
  /** A telephone number of theirs, as an address, where one is known. */
  numberOf(person: string): Promise<string | null>;
}
