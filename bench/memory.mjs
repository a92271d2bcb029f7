/** The turn's stores in memory, for measuring what a turn costs without a disk. */
export function memoryStores() {
  const rows = new Map();
  const conversations = new Map();
  const nothing = async () => {};
  const none = async () => [];
  return {
    inbox: {
      insert: async (row) => !rows.has(row.id) && Boolean(rows.set(row.id, row)),
      open: async (id) => [...rows.values()].filter((row) => row.conversation === id),
      waiting: none,
      attempt: nothing,
      close: async (ids) => ids.forEach((id) => rows.delete(id)),
    },
    conversations: {
      load: async (id) => conversations.get(id) ?? null,
      seal: async (next) => {
        if ((conversations.get(next.id)?.v ?? 0) !== next.v - 1) return false;
        conversations.set(next.id, next);
        return true;
      },
      unperformed: none,
      clearOut: nothing,
    },
    parkedEffects: { park: nothing, erase: nothing },
    log: { append: nothing, sent: async () => new Set(), erase: nothing },
    missed: { figure: nothing, message: nothing },
    alerts: { raise: nothing, open: none, find: async () => null, update: async () => true },
    cases: { ofConversation: none, find: async () => null },
    stories: {},
    agencies: { all: none },
    roster: { all: none },
    consultations: { all: none },
    responses: { byPerson: none, of: none },
    observations: { all: none, revision: async () => 0 },
    links: { joining: none, find: async () => null },
    handoffs: {},
    media: {},
  };
}
