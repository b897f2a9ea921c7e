import { asId } from "#core/id.ts";
import { invariant } from "#core/invariant.ts";
import type { Lane } from "#core/lane/lane.ts";
import { estimateAirDays } from "#core/scenario/scenario-lanes.ts";
import { insertLanes } from "#store/lane.ts";
import type { AppContext } from "../context.ts";
import { getReferenceSiteId } from "../reference/reference-ids.ts";
import { scenarioCommandId } from "./command-ids.ts";

/** Makes sure that the scenario has a lane by air from the exporter's gate to every other country's. */
export async function ensureScenarioLanes(
  context: AppContext,
  scenario: string,
  exporter: string,
): Promise<void> {
  const { entrySites } = context.reference;
  const origin = entrySites.get(exporter);
  invariant(origin !== undefined, "the exporter has a gate");
  const gates = new Map([...entrySites.values()].map((gate) => [gate.unLocode, gate]));
  gates.delete(origin.unLocode);
  const lanes = [...gates.values()].map(
    (gate): Lane => ({
      id: asId<"lane">(scenarioCommandId(scenario, "lane", gate.unLocode)),
      fromSiteId: getReferenceSiteId(origin.unLocode),
      toSiteId: getReferenceSiteId(gate.unLocode),
      mode: "air",
      transitDays: estimateAirDays(origin, gate),
      massGramsPerDay: null,
      volumeCubicCentimetresPerDay: null,
      coldVolumeCubicCentimetresPerDay: null,
      costCentsPerTonne: null,
      scenario,
    }),
  );
  await insertLanes(context.database, lanes);
}
