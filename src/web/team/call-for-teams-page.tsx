import { NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TeamCallView } from "#api/team.ts";
import type { PartyId, SiteId } from "#core/id.ts";
import type { TeamType } from "#core/team/team.ts";
import type { Day } from "#core/time.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { CommandForm, given, readCount } from "../display/command-form.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { listOwnParties, type OwnParty } from "../server/me.ts";
import { useNames, useSites } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { readLanguages, TypeChoice } from "./team-fields.tsx";

/** Calls for teams: types, number, days, site, languages. It has no field for a condition. */
export function CallForTeamsPage() {
  const { t } = useTranslation();
  return (
    <SignedInOnly>
      {(me) => (
        <>
          <PageTitle>{t("teamCall.make")}</PageTitle>
          <p className="lead">{t("teamCall.makeLead")}</p>
          <CallForm parties={listOwnParties(me).filter(({ roles }) => roles.includes("focal_point"))} />
        </>
      )}
    </SignedInOnly>
  );
}

type Body = Parameters<typeof server.callForTeams>[0]["body"];

function CallForm({ parties }: { readonly parties: readonly OwnParty[] }) {
  const { t } = useTranslation();
  const names = useNames();
  const navigate = useNavigate();
  const [partyId, setPartyId] = useState(parties[0]?.id ?? "");
  const [types, setTypes] = useState<readonly TeamType[]>([]);
  const [texts, setTexts] = useState({
    count: "1",
    fromDay: "",
    untilDay: "",
    siteId: "",
    languages: "",
    emergency: "",
  });
  const command = useCommand<Body, TeamCallView>(
    (body, commandId) => server.callForTeams({ body, commandId }),
    ({ id }) => void navigate({ to: "/team-calls/$teamCallId", params: { teamCallId: id } }),
  );
  const errors = useFieldErrors(command.problem);
  const party = parties.find(({ id }) => id === partyId);
  const sites = (useSites().data ?? []).filter(
    (site) => site.partyId === partyId || site.country === party?.code,
  );
  const change = (part: Partial<typeof texts>) => setTexts({ ...texts, ...part });
  const makeBody = (): Body => ({
    partyId: partyId as PartyId,
    types: [...types],
    count: readCount(texts.count),
    fromDay: texts.fromDay as Day,
    untilDay: texts.untilDay as Day,
    siteId: texts.siteId as SiteId,
    languages: readLanguages(texts.languages),
    ...given("emergency", texts.emergency),
  });
  return (
    <CommandForm command={command} makeBody={makeBody} submitLabel={t("teamCall.make")}>
      <TypeChoice chosen={types} choose={setTypes} error={errors("types")} />
      <div className="fields">
        <NativeSelect
          label={t("form.party")}
          value={partyId}
          error={errors("partyId")}
          data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
          onChange={(event) => setPartyId(event.currentTarget.value)}
        />
        <TextInput
          label={t("team.number")}
          inputMode="numeric"
          value={texts.count}
          error={errors("count")}
          onChange={(event) => change({ count: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.windowFrom")}
          value={texts.fromDay}
          error={errors("fromDay")}
          onChange={(event) => change({ fromDay: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t("form.windowTo")}
          value={texts.untilDay}
          error={errors("untilDay")}
          onChange={(event) => change({ untilDay: event.currentTarget.value })}
        />
        <NativeSelect
          label={t("column.site")}
          value={texts.siteId}
          error={errors("siteId")}
          data={[
            { value: "", label: t("form.choose") },
            ...sites.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => change({ siteId: event.currentTarget.value })}
        />
        <TextInput
          label={`${t("team.languages")} ${t("form.optional")}`}
          description={t("team.languagesHint")}
          value={texts.languages}
          error={errors("languages")}
          onChange={(event) => change({ languages: event.currentTarget.value })}
        />
        <TextInput
          label={`${t("form.emergency")} ${t("form.optional")}`}
          value={texts.emergency}
          error={errors("emergency")}
          onChange={(event) => change({ emergency: event.currentTarget.value })}
        />
      </div>
    </CommandForm>
  );
}
