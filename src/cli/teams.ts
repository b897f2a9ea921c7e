import type { Command } from "commander";
import { readTeamOffers } from "#app/team/read-team-offers.ts";
import type { Capability } from "#core/team/team.ts";
import type { TeamNeeds } from "#core/team/team-needs.ts";
import type { TeamOffer } from "#core/team/team-offer.ts";
import { type OpenOperator, withOperator } from "./operator.ts";
import { print, printJson, printTable } from "./output.ts";

interface TeamsOptions {
  readonly party?: string;
  readonly json?: true;
}

const PAGE = 500;
/** A bound on the pages that are read: 50,000 teams. */
const PAGES_MAX = 100;

/** `wellspring teams`: the emergency medical teams that are offered. */
export function addTeamsCommand(program: Command, open: OpenOperator): void {
  program
    .command("teams")
    .description("Emergency medical teams that are offered, as WHO classifies them")
    .option("--party <code>", "of one party")
    .option("--json", "data only")
    .action(async ({ party, json }: TeamsOptions) => {
      const teams = await withOperator(open, async ({ context }) => {
        const found = [];
        for (
          let page = 0, after: Awaited<ReturnType<typeof readTeamOffers>>["next"] = null;
          page < PAGES_MAX;
          page += 1
        ) {
          const filter = { partyCode: party, status: "open" as const };
          const read = await readTeamOffers(context, filter, {
            limit: PAGE,
            ...(after === null ? {} : { after }),
          });
          found.push(...read.items);
          after = read.next;
          if (after === null) break;
        }
        return found.toReversed();
      });
      if (json === true) {
        printJson(teams);
        return;
      }
      printTable(teams, [
        { title: "party", value: ({ partyCode }) => partyCode },
        { title: "country", value: ({ country }) => country },
        { title: "team", value: ({ teamName }) => teamName },
        { title: "types", value: ({ capabilities }) => capabilities.map(describe).join("; ") },
        { title: "classified", value: ({ classifiedYear }) => classifiedYear?.toString() ?? null },
        { title: "available", value: describeDays },
        { title: "languages", value: ({ languages }) => languages.join(", ") || null },
        { title: "terms", value: ({ terms }) => terms },
        { title: "needs", value: ({ needs }) => describeNeeds(needs) },
      ]);
      print(`${teams.length} teams are offered.`);
    });
}

function describe({ type, count, specialities }: Capability): string {
  const words = [count === 1 ? "" : String(count), ...specialities].filter((word) => word !== "");
  return words.length === 0 ? type : `${type} (${words.join(", ")})`;
}

/** `5000 W at 220-240 V, 60 l/min oxygen, 2 of goods`; `null`: not stated. */
function describeNeeds(needs: TeamNeeds | null): string | null {
  if (needs === null) return null;
  const { power, oxygen, goods } = needs;
  const parts = [
    ...(power === null ? [] : [`${power.watts} W${power.voltage === null ? "" : ` at ${power.voltage} V`}`]),
    ...(oxygen === null ? [] : [`${oxygen.litresPerMinute} l/min oxygen`]),
    ...(goods.length === 0 ? [] : [`${goods.length} of goods`]),
  ];
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function describeDays({
  availableFrom,
  availableUntil,
}: Pick<TeamOffer, "availableFrom" | "availableUntil">) {
  if (availableFrom === null && availableUntil === null) return null;
  return `${availableFrom ?? "…"} to ${availableUntil ?? "…"}`;
}
