import type { Command } from "commander";
import { checkLedger } from "#app/ledger/check-ledger.ts";
import { follow, type FollowPage } from "#app/ledger/follow.ts";
import { checkLog } from "#app/log/check-log.ts";
import { addExportFilesCommand } from "./export-files.ts";
import { numberEntries } from "#app/log/number-entries.ts";
import { rebuildRollUp } from "#app/statement/advance-roll-up.ts";
import { addLogCommands, addVerifyCommand, addVerifyProofCommand } from "./log.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { EXIT_CODES, print, printJson, printTable, unwrap } from "./output.ts";
import { openProgress } from "./progress.ts";

/** `wellspring ledger`: checks the book, whose exit code is 1 where it does not hold, and what is done with its log. */
export function addLedgerCommand(program: Command, open: OpenOperator): void {
  const ledger = program.command("ledger").description("The book of units");
  ledger
    .command("check")
    .description(
      "Recompute every balance and every sum of the statement's roll-up from the movements, and every leaf of the log, and compare",
    )
    .option("--json", "data only")
    .action(async ({ json }: { json?: true }) => {
      const { log, ...check } = await withOperator(open, async ({ context }) => {
        return { ...(await checkLedger(context)), log: await checkLog(context) };
      });
      const holds =
        check.sumZero && check.negative === 0 && check.balancesMatch && log.matches && check.rollUp.matches;
      if (json === true) printJson({ ...check, log });
      else {
        print(
          `${check.entries} entries, ${check.postings} postings, ${check.accounts} accounts, position ${check.ledgerPosition}.`,
        );
        print(`Sum over all accounts is zero: ${check.sumZero ? "yes" : "NO"}.`);
        print(`Accounts below zero: ${check.negative}.`);
        print(`Running totals equal the movements: ${check.balancesMatch ? "yes" : "NO"}.`);
        const place =
          log.differsAt === null ? ": another tree was signed" : `, from position ${log.differsAt} on`;
        print(`The log's ${log.size} leaves equal the entries: ${log.matches ? "yes" : `NO${place}`}.`);
        printRollUp(check.rollUp);
      }
      if (!holds) process.exitCode = EXIT_CODES.fault;
    });
  ledger
    .command("rebuild-roll-up")
    .description(
      "Make the sums that statements are read from again from the movements; they are right meanwhile, if slow",
    )
    .option("--json", "data only")
    .action(async ({ json }: { json?: true }) => {
      const progress = json === true ? undefined : openProgress();
      let isBegun = false;
      const position = await withOperator(open, async ({ context }) => {
        await numberEntries(context);
        return await rebuildRollUp(context, {
          onProgress: (done, total) => {
            if (!isBegun) progress?.begin("Rolling up", total);
            isBegun = true;
            progress?.advance(done);
          },
        });
      });
      if (isBegun) progress?.end();
      if (json === true) printJson({ position });
      else print(`The roll-up has every movement up to position ${position}.`);
    });
  addVerifyCommand(ledger);
  addVerifyProofCommand(ledger);
  addLogCommands(ledger, open);
  addExportFilesCommand(ledger, open);
}

/** What the check of the roll-up found, difference by difference. */
function printRollUp({ position, matches, differenceCount, differences }: RollUp): void {
  print(
    `The statement's roll-up up to position ${position} equals the movements: ${matches ? "yes" : "NO"}.`,
  );
  for (const { block, supplyId, kind, recipientId, month, units, expected } of differences) {
    const place = block === null ? "all blocks" : `block ${block}`;
    const key = [supplyId, kind, recipientId, month].filter((part) => part !== null).join(" ");
    print(`  ${place}${key === "" ? "" : `, ${key}`}: ${units}, the movements give ${expected}`);
  }
  if (differenceCount > differences.length) print(`  The first ${differences.length} of ${differenceCount}.`);
  if (!matches) print("  Make it again: wellspring ledger rebuild-roll-up");
}

type RollUp = Awaited<ReturnType<typeof checkLedger>>["rollUp"];

/** `wellspring follow IDENTIFIER`: a consignment, package, supply or lot from end to end. */
export function addFollowCommand(program: Command, open: OpenOperator): void {
  program
    .command("follow")
    .description("Follow a consignment, package, supply or lot from end to end")
    .argument(
      "<identifier>",
      "a consignment's number, an SSCC, a lot number, or any identifier that the system shows",
    )
    .option("--json", "data only")
    .action(async (identifier: string, { json }: { json?: true }) => {
      const found = await withOperator(open, async ({ context, actor }) =>
        readToTheEnd(async (page) => unwrap(await follow(context, identifier, { ...page, actor }))),
      );
      if (json === true) printJson(found);
      else printFollowed(found);
    });
}

/** Pages of movements are followed to the end; the bound is far above any book. */
const PAGES_MAX = 10_000;

async function readToTheEnd(readPage: (page: FollowPage) => Promise<Followed>): Promise<Followed> {
  const first = await readPage({ limit: 5000 });
  const chain = [...first.chain];
  let { next } = first;
  for (let page = 1; next !== null && page < PAGES_MAX; page += 1) {
    const more: Followed = await readPage({ limit: 5000, after: next });
    chain.push(...more.chain);
    next = more.next;
  }
  return { ...first, chain, next };
}

type Followed = Extract<Awaited<ReturnType<typeof follow>>, { ok: true }>["value"];

function printFollowed(found: Followed): void {
  print(
    `${found.identifier}: ${found.kind}${found.scenario === null ? "" : ` of the scenario "${found.scenario}"`}`,
  );
  print();
  printTable(found.supplies, [
    { title: "supply", value: (row) => row.supplyId },
    { title: "item", value: (row) => row.itemId },
    { title: "giver", value: (row) => row.giver },
    { title: "terms", value: (row) => row.terms },
    { title: "lot", value: (row) => row.lotNumber },
    { title: "expiry", value: (row) => row.expiry },
  ]);
  if (found.supplyCount > found.supplies.length)
    print(`The first ${found.supplies.length} of ${found.supplyCount}.`);
  print();
  printTable(found.chain, [
    { title: "when", value: (row) => row.occurred },
    { title: "what", value: (row) => `${row.kind}${row.reversal ? " (taken back)" : ""}` },
    { title: "quantity", value: (row) => row.quantity },
    { title: "item", value: (row) => row.itemId },
    { title: "from", value: (row) => `${row.fromParty} ${row.fromSite} ${row.fromStage}` },
    { title: "to", value: (row) => `${row.toParty} ${row.toSite} ${row.toStage}` },
    { title: "consignment", value: (row) => row.consignmentNumber },
  ]);
}
