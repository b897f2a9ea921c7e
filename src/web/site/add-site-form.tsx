import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PartyId } from "#core/id.ts";
import { CommandForm, given } from "../display/command-form.tsx";
import { DraftNote } from "../display/draft-note.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { useDraft } from "../display/use-draft.ts";
import { server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useCountries, useLanguage, useNames } from "../server/reference.ts";
import { useCommand } from "../server/use-command.ts";
import { readDecimal, SiteFields, type SiteTexts } from "./site-fields.tsx";

interface Typed extends SiteTexts {
  readonly partyId: string;
  readonly code: string;
  readonly country: string;
}
type Body = Parameters<typeof server.addSite>[0]["body"];

/** What was typed, as the interface takes it: the server checks every field and answers at the field. */
function makeBody({ partyId, code, name, kind, country, unLocode, latitude, longitude }: Typed): Body {
  return {
    partyId: partyId as PartyId,
    code: code.trim(),
    name: name.trim(),
    kind,
    country,
    ...given("unLocode", unLocode),
    ...(latitude.trim() === "" ? {} : { latitude: readDecimal(latitude) }),
    ...(longitude.trim() === "" ? {} : { longitude: readDecimal(longitude) }),
  };
}

/** Adds a site of a party. */
export function AddSiteForm({
  me,
  parties,
}: {
  readonly me: Me;
  readonly parties: readonly { readonly id: string; readonly code: string }[];
}) {
  const { t } = useTranslation();
  const names = useNames();
  const language = useLanguage();
  const countries = (useCountries().data?.items ?? [])
    .map(({ code, names: { [language]: name } }) => ({ value: code, label: name }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
  // A government has the code of its country.
  const own = /^[A-Z]{3}$/.exec(parties[0]?.code ?? "")?.[0] ?? "";
  const draft = useDraft<Typed>("site", {
    userId: me.userId,
    empty: {
      partyId: parties[0]?.id ?? "",
      code: "",
      name: "",
      kind: "warehouse",
      country: own,
      unLocode: "",
      latitude: "",
      longitude: "",
    },
  });
  const typed = draft.value;
  const change = (part: Partial<Typed>) => draft.change((before) => ({ ...before, ...part }));
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.addSite({ body, commandId }),
    draft.forget,
  );
  const errors = useFieldErrors(command.problem);
  return (
    <details className="filter-box" open={draft.keptAt !== null}>
      <summary>{t("site.add")}</summary>
      <DraftNote of="site" draft={draft} />
      <CommandForm command={command} makeBody={() => makeBody(typed)} submitLabel={t("site.add")}>
        <div className="fields">
          <NativeSelect
            label={t("form.party")}
            value={typed.partyId}
            error={errors("partyId")}
            data={parties.map(({ id, code }) => ({ value: id, label: names.party(code) }))}
            onChange={({ currentTarget: { value } }) => change({ partyId: value })}
          />
          <TextInput
            label={t("site.code")}
            description={t("site.codeHint")}
            value={typed.code}
            error={errors("code")}
            onChange={({ currentTarget: { value } }) => change({ code: value })}
          />
          <NativeSelect
            label={t("column.country")}
            value={typed.country}
            error={errors("country")}
            data={[{ value: "", label: t("form.choose") }, ...countries]}
            onChange={({ currentTarget: { value } }) => change({ country: value })}
          />
          <SiteFields texts={typed} errors={errors} change={change} />
        </div>
      </CommandForm>
    </details>
  );
}
