import { runKey } from "#core/allocation/round-keys.ts";
import type { Snapshot } from "#core/allocation/snapshot.ts";
import { nameModel } from "#core/equipment/equipment-model.ts";
import type { RunResource } from "#core/equipment/run-draws.ts";
import type { Site } from "#core/site/site.ts";
import type { PlanProblem } from "#planner/problem.ts";
import type { Wording } from "./wording.ts";

/** What a limit on what equipment draws on is called, and what it is counted in. */
interface NamedLimit {
  readonly name: string;
  readonly count: (amount: number) => string;
}

/** The limits on power, adapters and oxygen in a round's problem, by their keys: in pieces, or where these take unlike much in watts or litres a minute. */
export function nameRunLimits(
  {
    problem,
    snapshot,
    sites,
  }: {
    readonly problem: PlanProblem;
    readonly snapshot: Snapshot;
    readonly sites: ReadonlyMap<string, Pick<Site, "name">>;
  },
  { say, number, units, isolate }: Wording,
): ReadonlyMap<string, NamedLimit> {
  const { equipment } = snapshot;
  if (equipment === undefined) return new Map();
  const models = new Map(equipment.models.map((model) => [model.id, model]));
  const rows = new Map(problem.receiving.map((row) => [row.key, row]));
  const named = equipment.places.flatMap(({ siteId, aids }) => {
    const site = isolate(sites.get(siteId)?.name ?? siteId);
    const own: [RunResource, string][] = [
      [{ kind: "watts", of: null }, say("name.watts", { site })],
      [{ kind: "oxygen_high", of: null }, say("name.oxygenHigh", { site })],
      [{ kind: "oxygen", of: null }, say("name.oxygen", { site })],
    ];
    const ofAids = aids.flatMap(({ modelId }): [RunResource, string][] => {
      const of = models.get(modelId);
      if (of === undefined) return [];
      const facts = { model: isolate(nameModel(of)), site };
      return [
        [{ kind: "watts", of }, say("name.wattsOf", facts)],
        [{ kind: "adapters", of }, say("name.adapters", facts)],
      ];
    });
    return [...own, ...ofAids].map(([resource, name]) => ({ key: runKey(siteId, resource), resource, name }));
  });
  return new Map(
    named.flatMap(({ key, resource, name }) => {
      const row = rows.get(key);
      if (row === undefined) return [];
      const unit = resource.kind === "watts" ? "amount.watts" : "amount.litresPerMinute";
      const count = (amount: number) =>
        row.unitsPerThousand === undefined ? units(amount) : say(unit, { amount: number(amount) });
      return [[key, { name, count }] as const];
    }),
  );
}
