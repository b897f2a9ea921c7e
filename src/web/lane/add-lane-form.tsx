import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TRANSPORT_MODES } from "#core/consignment/consignment.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import { CommandForm } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
import { server } from "../server/connection.ts";
import type { Me, OwnParty } from "../server/me.ts";
import { useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import type { ListedSite } from "../site/change-site-form.tsx";
import { LANE_LIMITS, LaneFields, type LaneTexts, NO_LIMITS, readDays, readLimit } from "./lane-fields.tsx";

interface Typed extends LaneTexts {
  readonly partyId: string;
  readonly fromSiteId: string;
  readonly toSiteId: string;
  readonly mode: (typeof TRANSPORT_MODES)[number];
}
type Body = Parameters<typeof server.addLane>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function makeBody({ partyId, fromSiteId, toSiteId, mode, transitDays, limits }: Typed): Body {
  const stated = LANE_LIMITS.filter(({ name }) => limits[name].trim() !== "");
  return {
    partyId: partyId as PartyId,
    fromSiteId: fromSiteId as SiteId,
    toSiteId: toSiteId as SiteId,
    mode,
    transitDays: readDays(transitDays),
    ...Object.fromEntries(stated.map(({ name, units }) => [name, readLimit(limits[name], units)])),
  };
}

/** Adds a lane between two sites; opened with both ends filled in where the address names them. */
export function AddLaneForm({
  me,
  parties,
  sites,
  ends,
}: {
  readonly me: Me;
  readonly parties: readonly OwnParty[];
  readonly sites: readonly ListedSite[];
  readonly ends: { readonly from?: string | undefined; readonly to?: string | undefined };
}) {
  const { t } = useTranslation();
  const names = useNames();
  const { from = "", to = "" } = ends;
  const owners = new Set(sites.filter(({ id }) => id === from || id === to).map(({ partyId }) => partyId));
  const owner = parties.find(({ id }) => owners.has(id)) ?? parties[0];
  // A lane between two given sites has a draft of its own: what was typed for another is not what is asked here.
  const draft = useDraft<Typed>(`lane ${from} ${to}`, {
    userId: me.userId,
    empty: {
      partyId: owner?.id ?? "",
      fromSiteId: from,
      toSiteId: to,
      mode: "air",
      transitDays: "",
      limits: NO_LIMITS,
    },
  });
  const typed = draft.value;
  const change = (part: Partial<Typed>) => draft.change((before) => ({ ...before, ...part }));
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.addLane({ body, commandId }),
    draft.forget,
  );
  const errors = useFieldErrors(command.problem);
  const options = [
    { value: "", label: t("form.choose") },
    ...sites.map(({ id, name, code }) => ({ value: id, label: `${name} · ${code}` })),
  ];
  return (
    <details className="filter-box" open={draft.keptAt !== null || from !== "" || to !== ""}>
      <summary>{t("lane.add")}</summary>
      <DraftNote of="lane" draft={draft} />
      <CommandForm command={command} makeBody={() => makeBody(typed)} submitLabel={t("lane.add")}>
        <div className="fields">
          <NativeSelect
            label={t("form.party")}
            value={typed.partyId}
            error={errors("partyId")}
            data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
            onChange={({ currentTarget: { value } }) => change({ partyId: value })}
          />
          {(["fromSiteId", "toSiteId"] as const).map((end) => (
            <NativeSelect
              key={end}
              label={t(end === "fromSiteId" ? "column.from" : "column.to")}
              value={typed[end]}
              error={errors(end)}
              data={options}
              onChange={({ currentTarget: { value } }) => change({ [end]: value })}
            />
          ))}
          <NativeSelect
            label={t("lane.mode")}
            value={typed.mode}
            error={errors("mode")}
            data={TRANSPORT_MODES.map((value) => ({ value, label: t(`lane.mode.${value}`) }))}
            onChange={({ currentTarget: { value } }) =>
              change({ mode: TRANSPORT_MODES.find((one) => one === value) ?? "air" })
            }
          />
          <LaneFields texts={typed} errors={errors} change={change} />
        </div>
      </CommandForm>
    </details>
  );
}
