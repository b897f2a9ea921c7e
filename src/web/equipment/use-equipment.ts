import { useQuery } from "@tanstack/react-query";
import type { ModelView } from "#api/equipment.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { SiteId } from "#core/id.ts";
import { read, server } from "../server/connection.ts";

/** Pages of models are followed to the end; a bound keeps a broken cursor from asking for ever. */
const PAGES_MAX = 20;
const PAGE = 500;

/** Every model of equipment, the newest first: 10,000 at the most. */
export function useModels() {
  return useQuery({ queryKey: ["models"], queryFn: readEveryModel, staleTime: 60_000 });
}

async function readEveryModel(): Promise<readonly ModelView[]> {
  const models: ModelView[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: Awaited<ReturnType<typeof readModels>> = await readModels(cursor);
    models.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return models;
}

function readModels(cursor: string | null) {
  return read(server.listEquipmentModels({ query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) } }));
}

/** One model, with what one of it needs. */
export function useModel(modelId: string) {
  return useQuery({
    queryKey: ["model", modelId],
    queryFn: () => read(server.getEquipmentModel({ params: { modelId: modelId as EquipmentModelId } })), // as the server sent it
  });
}

/** What equipment finds at a site, and what was stated of it. */
export function useReadiness(siteId: string) {
  return useQuery({
    queryKey: ["readiness", siteId],
    queryFn: () => read(server.getSiteReadiness({ params: { siteId: siteId as SiteId } })), // the server checks it
  });
}
