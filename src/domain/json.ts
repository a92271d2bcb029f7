/** What may stand in conversation state and effects: plain JSON, so that a seal can be replayed anywhere. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
