/** Why the embedded server could not be had. Codes are stable; messages say what to do. */
export type EmbeddedErrorCode =
  | "engine_missing"
  | "engine_unusable"
  | "directory_not_ours"
  | "directory_unreachable"
  | "other_major_version"
  | "initialisation_failed"
  | "start_failed"
  | "start_timeout"
  | "still_stopping"
  | "lock_timeout"
  | "backup_impossible";

/** A fault of the embedded server, with a message for the person at the machine. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
