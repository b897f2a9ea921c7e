import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RunView } from "#api/equipment.ts";
import type { EquipmentModelId } from "#core/equipment/equipment-model.ts";
import type { SiteId } from "#core/id.ts";
import { Loaded } from "../display/states.tsx";
import { useWords } from "../display/word.ts";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import { MissingList, useFigureWords } from "./missing-list.tsx";
import { useReadiness } from "./use-equipment.ts";

/** Whether so many of a model run at a site, in words: everything that is missing, not stated, or lets it run, and what is assumed. */
export function RunWords({
  siteId,
  modelId,
  quantity = 1,
}: {
  readonly siteId: string;
  readonly modelId: string;
  readonly quantity?: number;
}) {
  // Ids as the server sent them, or as they came with the address: the server checks them.
  const params = { siteId: siteId as SiteId, modelId: modelId as EquipmentModelId };
  const run = useQuery({
    queryKey: ["run", siteId, modelId, quantity],
    queryFn: () => read(server.getRunAnswer({ params, query: { quantity } })),
  });
  return (
    <Loaded query={run}>
      {(view) => (
        <div role="status">
          <Answer run={view} />
          <Assumed siteId={siteId} />
        </div>
      )}
    </Loaded>
  );
}

function Answer({ run }: { readonly run: RunView }) {
  const { t } = useTranslation();
  const { word } = useWords();
  const figure = useFigureWords();
  return (
    <>
      <Text fw={600}>{t(`run.answer.${run.answer}`)}</Text>
      {run.missing.length === 0 ? null : <MissingList missing={run.missing} />}
      {run.unstated.length === 0 ? null : (
        <ul>
          {/* Several consumables may not be stated: that is said once. */}
          {[...new Set(run.unstated.map(({ need, of }) => `${need}/${of}`))].map((one) => {
            const [need = "", of] = one.split("/");
            const key = of === "model" ? "run.unstated.model" : "run.unstated.site";
            return <li key={one}>{t(key, { need: word("need", need) })}</li>;
          })}
        </ul>
      )}
      {run.with.length === 0 ? null : (
        <ul>
          {run.with.map(({ need, name }) => (
            <li key={`${need} ${name}`}>
              {t("run.with", {
                need: word("need", need),
                name: need === "consumable" ? figure(need, name) : `\u2068${name}\u2069`,
              })}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What of a site's power is its country's, because nobody has stated it of the site; nothing where all is stated. */
export function Assumed({ siteId }: { readonly siteId: string }) {
  const { t } = useTranslation();
  const { list } = useWording();
  const readiness = useReadiness(siteId).data;
  if (readiness === undefined || readiness.assumed.length === 0) return null;
  const { voltages, frequencies, sockets } = readiness;
  const figures = {
    voltage: `${voltages.join(", ")} V`,
    frequency: `${frequencies.join(", ")} Hz`,
    sockets: sockets.join(", "),
  };
  const parts = readiness.assumed.map((one) => `${t(`need.${one}`)} \u2066${figures[one]}\u2069`);
  return <p className="note">{t("ready.assumed", { list: list(parts) })}</p>;
}
