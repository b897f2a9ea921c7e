import { type Command, Option } from "commander";
import { readAssets } from "#app/equipment/read-assets.ts";
import { readShares } from "#app/equipment/read-shares.ts";
import { ASSET_STATUSES, type AssetStatus } from "#core/equipment/asset.ts";
import { SHARE_GROUPS, type ShareGroup } from "#core/equipment/working-share.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable } from "./output.ts";

interface AssetsOptions {
  readonly party?: string;
  readonly item?: string;
  readonly status?: AssetStatus;
  readonly serial?: string;
  readonly json?: true;
}

interface SharesOptions {
  readonly by?: ShareGroup;
  readonly recipient?: string;
  readonly item?: string;
  readonly json?: true;
}

const PAGE = 500;
/** A bound on the pages that are read: 50,000 assets. */
const PAGES_MAX = 100;

/** `wellspring assets`: equipment with serial numbers; `wellspring assets share`: how much of it is in working order. */
export function addAssetsCommand(program: Command, open: OpenOperator): void {
  const assets = program
    .command("assets")
    .description("Equipment with serial numbers: where each piece is, and whether it works")
    .option("--party <code>", "in one party's hands")
    .option("--item <id>", "of one item")
    .addOption(new Option("--status <status>", "in one status").choices(ASSET_STATUSES))
    .option("--serial <number>", "with one serial number")
    .option("--json", "data only")
    .action(async (options: AssetsOptions) => {
      const found = await listAll(open, options);
      if (options.json === true) printJson(found);
      else printAssets(found);
    });
  assets
    .command("share")
    .description("How much of the equipment that was received is in working order")
    .addOption(new Option("--by <group>", "added up by; left out: site").choices(SHARE_GROUPS))
    .option("--recipient <code>", "of one party")
    .option("--item <id>", "of one item")
    .option("--json", "data only")
    .action(async (_: SharesOptions, command: Command) => {
      // `--item` and `--json` are options of `assets` too: whichever has read them.
      const { by, recipient, item, json } = command.optsWithGlobals<SharesOptions>();
      const shares = await withOperator(
        open,
        async ({ context }) => await readShares(context, { by, partyCode: recipient, itemId: item }),
      );
      if (json === true) {
        printJson(shares.rows);
        return;
      }
      printTable(shares.rows, [
        { title: "item", value: ({ itemId }) => itemId },
        { title: "recipient", value: ({ partyCode }) => partyCode },
        { title: "site", value: ({ siteName }) => siteName },
        { title: "received", value: ({ received }) => received },
        { title: "commissioned", value: ({ commissioned }) => commissioned },
        { title: "working", value: ({ working }) => working },
        { title: "faulty", value: ({ faulty }) => faulty },
        { title: "ended", value: ({ ended }) => ended },
        {
          title: "in working order",
          value: ({ share }) => (share === null ? null : `${(share * 100).toFixed(1)} %`),
        },
      ]);
      print("Working of all that were received of supplies whose model is stated.");
    });
}

async function listAll(open: OpenOperator, { party, item, status, serial }: AssetsOptions) {
  return await withOperator(open, async ({ context, actor }) => {
    const filter = { partyCode: party, itemId: item, status, serialNumber: serial };
    const found = [];
    let after: Awaited<ReturnType<typeof readAssets>>["next"] = null;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const request = { limit: PAGE, ...(after === null ? {} : { after }) };
      const read = await readAssets(context, actor, filter, request);
      found.push(...read.items);
      after = read.next;
      if (after === null) break;
    }
    return found.toReversed();
  });
}

function printAssets(assets: Awaited<ReturnType<typeof listAll>>): void {
  printTable(assets, [
    { title: "serial number", value: ({ serialNumber }) => serialNumber },
    { title: "model", value: ({ maker, modelName }) => `${maker} ${modelName}` },
    { title: "item", value: ({ itemId }) => itemId },
    { title: "party", value: ({ partyCode }) => partyCode },
    { title: "site", value: ({ siteName }) => siteName },
    { title: "status", value: ({ status }) => status },
    { title: "commissioned", value: ({ commissionedOn }) => commissionedOn },
    { title: "maintenance due", value: ({ maintenanceDue }) => maintenanceDue },
  ]);
  print(`${assets.length} assets.`);
}
