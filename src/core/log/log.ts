/** The entry has no place in the log yet that is signed: it is numbered within a minute, and signed with that. */
export interface EntryNotLoggedRefusal {
  readonly code: "entry_not_logged";
  readonly entryId: string;
  /** Entries that the newest checkpoint covers. */
  readonly size: number;
}

/** Nobody has signed the log yet: no program that works on this database has its key. */
export interface LogNotSignedRefusal {
  readonly code: "log_not_signed";
}

/** The private key that signs the log is not where this program looks for it. */
export interface LogKeyMissingRefusal {
  readonly code: "log_key_missing";
  readonly origin: string;
  readonly directory: string;
}

/** The database is older than what the log's key has signed: going on would show two histories under one name. */
export interface LogRolledBackRefusal {
  readonly code: "log_rolled_back";
  readonly origin: string;
  /** Entries that have been signed. */
  readonly signed: number;
  /** Entries that the database has. */
  readonly size: number;
}

/** A public key of the log, as it is published. */
export interface LogKeyShown {
  /** In the form of signed notes: name, id and key. */
  readonly key: string;
  /** Entries that the log had when it took over. */
  readonly since: number;
  /** The note by which the key before says that this one follows; `null` for the first, and where a log begins anew. */
  readonly statement: string | null;
}
