/** Why a database could not be brought to the program's version. Codes are stable. */
export type MigrationErrorCode =
  | "migration_files_invalid"
  | "migration_changed"
  | "migration_failed"
  | "migration_left_transaction"
  | "migration_lock_timeout"
  | "database_newer"
  | "server_too_old"
  | "citus_not_ready"
  | "citus_failed";

/** A fault of migrating; the database is as the last complete migration left it. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
