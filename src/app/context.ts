import type { CommandId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";
import type { Reference } from "#core/reference.ts";
import type { Instant } from "#core/time.ts";
import type { Database } from "#store/schema.ts";
import type { Mail } from "./notification/open-mail.ts";

/** What every use case is given: the database, the facts of `data/`, a clock and a source of ids. */
export interface AppContext {
  readonly database: Database;
  readonly reference: Reference;
  readonly now: () => Instant;
  /** A new UUID, version 7. */
  readonly newId: () => string;
  /** Hashes a password where that keeps nothing else waiting; left out, in the platform's own threads. */
  readonly hashPassword?: (password: string) => Promise<string>;
  /** Where the log's private keys are kept; left out, this program signs nothing. */
  readonly logKeys?: LogKeys;
  /** Origin of the public pages (`https://wellspring.example.org`), for links on paper; left out, the operator has not said it. */
  readonly origin?: string;
  /** The way to the mail server; left out, this installation sends no e-mail. */
  readonly mail?: Mail;
}

/** Where the log's private keys are, and the host that a new log is named after, where one is known. */
export interface LogKeys {
  readonly directory: string;
  readonly host: string | null;
}

/** Who sends a command, and under which id: sent again, it gets its first answer. */
export interface CommandMeta {
  readonly commandId: CommandId;
  readonly actor: Actor;
  /** The version of the thing that the sender has seen (`If-Match`); refused with `version_changed` if it moved on. */
  readonly expectedVersion?: number;
  /** Aborted when nobody waits for the answer any more: ends long work before it writes. */
  readonly signal?: AbortSignal;
}
