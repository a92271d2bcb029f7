const PERSON = /^(\d{5,20})(?:_\d+)?(?::\d+)?@(s\.whatsapp\.net|lid|hosted|hosted\.lid|c\.us)$/;

/** A person's address without device and hosting: `573…@s.whatsapp.net` or `…@lid`. Undefined for groups, broadcasts,
 * newsletters, statuses and what else is not one person. */
export function personJid(jid: string | null | undefined): string | undefined {
  const match = PERSON.exec(jid ?? '');
  if (!match) return undefined;
  const server = match[2]?.endsWith('lid') ? 'lid' : 's.whatsapp.net';
  return `${match[1]}@${server}`;
}

/** Groups, broadcast lists, statuses and newsletters: not read at all. */
export const isCrowd = (jid: string): boolean => /@(g\.us|broadcast|newsletter)$/.test(jid);
