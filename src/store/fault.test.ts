import { expect, test } from "vitest";
import { findRetryableFault } from "./fault.ts";

test.each([
  [{ code: "23505", constraint: "command_pkey" }, "command_raced"],
  [{ code: "23505", constraint: "entry_pkey" }, "command_raced"],
  [{ code: "23505", constraint: "volunteer_seal_pkey" }, "command_raced"],
  [{ code: "23505", constraint: "consignment_number_key" }, "code_raced"],
  [{ code: "23505", constraint: "consignment_package_sscc_key" }, "code_raced"],
  [{ code: "23505", constraint: "consignment_number_key_102034" }, "code_raced"], // of a shard
  [{ code: "23505", constraint: "consignment_number_key_1" }, undefined],
  [{ code: "23514", constraint: "account_not_negative" }, "account_short"],
  [{ code: "40001" }, "serialization"],
  [{ code: "40P01" }, "deadlock"],
  [{ code: "23505", constraint: "party_code_key" }, undefined],
  [{ code: "23505", constraint: "constructor" }, undefined],
  [{ code: "23514", constraint: "movement_quantity_check" }, undefined],
  [{ code: "57014" }, undefined],
  [new Error("no connection"), undefined],
  [null, undefined],
  ["23505", undefined],
])("%j can be tried again as %s", (error, expected) => {
  expect(findRetryableFault(error)).toBe(expected);
});
