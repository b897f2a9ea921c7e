import { getReferencePartyId } from "#app/reference/reference-ids.ts";
import type { TestServer } from "#test/open-server.ts";
import type { Person } from "./seed-world.ts";

/** Days of the deployment: it was registered eight days ago. */
const STAY_DAYS = 8;

/** The day so many days before today, in UTC. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A team of Italy that has worked in Mozambique for {@link STAY_DAYS} days, asked for by a call, and its leader. Every step by its own
 * command at the interface.
 */
export async function seedDeployment(server: TestServer): Promise<{
  readonly deploymentId: string;
  readonly teamCallId: string;
  readonly leader: Person;
  readonly host: Person;
}> {
  const leader = await server.makeUser({ ITA: ["focal_point", "logistician"] });
  const host = await server.makeUser({ MOZ: ["focal_point"] });
  const send = async (who: typeof leader, path: string, body: unknown) => {
    const answer = await server.command(path, body, who.headers);
    if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.body}`);
    return answer.json<{ id: string }>();
  };
  const team = await send(leader, "/teams", {
    partyId: getReferencePartyId("ITA"),
    name: "EMT Piemonte",
    capabilities: [{ type: "type_2", count: 1, specialities: [] }],
  });
  const offer = await send(leader, `/teams/${team.id}/offer`, {
    terms: "grant",
    languages: ["it", "en", "pt"],
    availableFrom: daysAgo(60),
    outpatientsPerDay: 120,
    inpatientBeds: 20,
    majorOperationsPerDay: 7,
    selfSufficiencyDays: 14,
  });
  const sites = await server.app.inject({ url: "/api/v1/sites?country=MOZ" });
  const site = sites.json<{ items: { id: string }[] }>().items[0];
  if (site === undefined) throw new Error("Mozambique has no site");
  const stay = { siteId: site.id, fromDay: daysAgo(30), untilDay: daysAgo(-30), emergency: "cyclone" };
  const call = await send(host, "/team-calls", {
    ...stay,
    partyId: getReferencePartyId("MOZ"),
    types: ["type_1_fixed", "type_2"],
    count: 2,
    languages: ["pt", "en"],
  });
  const deployment = await send(host, "/deployments", {
    ...stay,
    recipientId: getReferencePartyId("MOZ"),
    teamOfferId: offer.id,
    teamCallId: call.id,
    type: "type_2",
  });
  const step = async (who: typeof leader, name: string, body = {}) =>
    await send(who, `/deployments/${deployment.id}/${name}`, body);
  await step(leader, "accept");
  await step(leader, "depart", { occurred: daysAgo(STAY_DAYS + 1) });
  await step(host, "register", { occurred: daysAgo(STAY_DAYS) });
  await step(leader, "start", { occurred: daysAgo(STAY_DAYS) });
  return { deploymentId: deployment.id, teamCallId: call.id, leader, host };
}
