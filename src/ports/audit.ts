import type { AuditEntry, AuditLink } from '../engine/sealing/audit-chain.js';

/** Who looked at what and who did what, in a chain in which a change shows. */
export interface AuditTrail {
  /** Resolves when the row is durable. */
  write(entry: AuditEntry): Promise<void>;
  /** The rows about one subject, oldest first. */
  of(subject: string): Promise<AuditEntry[]>;
  /** The whole trail in its order, for checking it. */
  all(): Promise<AuditLink[]>;
}
