/** The request carries neither a session nor an API key, and this operation needs one. */
export interface NotSignedInRefusal {
  readonly code: "not_signed_in";
}

/** The e-mail address and password do not belong together, or what was sent to sign in with cannot be read. */
export interface SignInRefusedRefusal {
  readonly code: "sign_in_refused";
  /** The sign-in library's own code. */
  readonly reason: string;
}

/** The API key is unknown, disabled or has expired. */
export interface ApiKeyRefusedRefusal {
  readonly code: "api_key_refused";
  readonly reason: string;
}

/** A command came without a command id, so that it could not be sent again without doing it twice. */
export interface IdempotencyKeyRequiredRefusal {
  readonly code: "idempotency_key_required";
  readonly found: string | null;
}

/** There is nothing under this address. */
export interface UnknownAddressRefusal {
  readonly code: "unknown_address";
  readonly method: string;
  readonly path: string;
}

/** The body is not JSON. */
export interface UnreadableBodyRefusal {
  readonly code: "unreadable_body";
  readonly reason: string;
}

/** The body is of a type that is not read here. */
export interface UnsupportedMediaTypeRefusal {
  readonly code: "unsupported_media_type";
  readonly found: string | null;
}

/** The body is larger than the bound. */
export interface BodyTooLargeRefusal {
  readonly code: "body_too_large";
  readonly bytesMax: number;
}

/** The request cannot be understood as one of HTTP: headers too long, an address that cannot be decoded. */
export interface BadRequestRefusal {
  readonly code: "bad_request";
  readonly reason: string;
}

/** More requests than the bound; free again after `retryAfterSeconds`. */
export interface TooManyRequestsRefusal {
  readonly code: "too_many_requests";
  readonly retryAfterSeconds: number;
}

/** The server has more to do than it can: nothing was begun, and the same may be sent again after `retryAfterSeconds`. */
export interface OverloadedRefusal {
  readonly code: "overloaded";
  readonly retryAfterSeconds: number;
}

/** The disk of the database is full: nothing was written, and reading goes on. */
export interface StorageFullRefusal {
  readonly code: "storage_full";
  readonly retryAfterSeconds: number;
}

/** The database does not answer, or broke off: whether a command was done, sending it again with its id tells. */
export interface UnavailableRefusal {
  readonly code: "unavailable";
  readonly retryAfterSeconds: number;
}

/** A fault or a bug of ours; the request id finds it in the log. */
export interface InternalErrorRefusal {
  readonly code: "internal_error";
}

/** What the server itself says no to, before or beside the rules. */
export type ServerRefusal =
  | ApiKeyRefusedRefusal
  | BadRequestRefusal
  | BodyTooLargeRefusal
  | IdempotencyKeyRequiredRefusal
  | InternalErrorRefusal
  | NotSignedInRefusal
  | OverloadedRefusal
  | SignInRefusedRefusal
  | StorageFullRefusal
  | TooManyRequestsRefusal
  | UnavailableRefusal
  | UnknownAddressRefusal
  | UnreadableBodyRefusal
  | UnsupportedMediaTypeRefusal;
