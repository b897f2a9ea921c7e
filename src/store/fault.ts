/** What PostgreSQL answered, as far as a command can be tried again after it. */
export type RetryableFault =
  | "command_raced"
  | "code_raced"
  | "account_short"
  | "supply_recalled"
  | "assets_outnumber_units"
  | "serial_number_raced"
  | "serialization"
  | "deadlock";

/** Keys that two commands can write at once: the second try finds what the first one wrote, or draws another number. */
const RACED: ReadonlyMap<string, RetryableFault> = new Map([
  ["command_pkey", "command_raced"],
  ["entry_pkey", "command_raced"],
  ["session_report_pkey", "command_raced"],
  ["vaccine_schedule_pkey", "command_raced"],
  ["vaccine_approval_pkey", "command_raced"],
  ["volunteer_seal_pkey", "command_raced"],
  ["consignment_number_key", "code_raced"],
  ["consignment_package_sscc_key", "code_raced"],
  ["asset_by_serial_number", "serial_number_raced"],
]);

/** What Citus adds to the names of constraints of its tables: the number of the shard. */
const SHARD = /_[1-9]\d{5,}$/;

/**
 * Why a transaction failed, where trying it again can help: another command with the same id, or one that took
 * the units or a code first, or has recalled them, has been committed meanwhile, and the second try reads what it left. `undefined`
 * otherwise.
 */
export function findRetryableFault(error: unknown): RetryableFault | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const constraint = "constraint" in error ? error.constraint : undefined;
  if (error.code === "23505" && typeof constraint === "string")
    return RACED.get(constraint.replace(SHARD, ""));
  if (error.code === "23514" && constraint === "account_not_negative") return "account_short";
  if (error.code === "23514" && constraint === "supply_recalled") return "supply_recalled";
  if (error.code === "23514" && constraint === "assets_outnumber_units") return "assets_outnumber_units";
  if (error.code === "40001") return "serialization";
  if (error.code === "40P01") return "deadlock";
  return undefined;
}
