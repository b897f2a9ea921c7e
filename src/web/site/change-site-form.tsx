import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SiteId } from "#core/id.ts";
import { CommandForm } from "../display/command-form.tsx";
import { useFieldErrors } from "../display/problem.tsx";
import { server } from "../server/connection.ts";
import { useCommand } from "../server/use-command.ts";
import { readDecimal, SiteFields, type SiteTexts } from "./site-fields.tsx";

export type ListedSite = Extract<
  Awaited<ReturnType<typeof server.listSites>>,
  { ok: true }
>["value"]["items"][number];
type Body = Parameters<typeof server.correctSite>[0]["body"];

const textOf = (value: number | string | null) => (value === null ? "" : String(value));

/** Only what differs from what stands is sent; what was emptied is taken back. */
function makeBody(site: ListedSite, texts: SiteTexts): Body {
  const isChanged = (name: keyof SiteTexts) => texts[name].trim() !== textOf(site[name]);
  const decimal = (text: string) => (text.trim() === "" ? null : readDecimal(text));
  return {
    ...(isChanged("name") ? { name: texts.name.trim() } : {}),
    ...(isChanged("kind") ? { kind: texts.kind } : {}),
    ...(isChanged("unLocode") ? { unLocode: texts.unLocode.trim() || null } : {}),
    ...(isChanged("latitude") ? { latitude: decimal(texts.latitude) } : {}),
    ...(isChanged("longitude") ? { longitude: decimal(texts.longitude) } : {}),
  };
}

/** States name, use, UN/LOCODE or coordinates of a site anew. */
export function ChangeSiteForm({ site, onDone }: { readonly site: ListedSite; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<SiteTexts>({
    name: site.name,
    kind: site.kind,
    unLocode: textOf(site.unLocode),
    latitude: textOf(site.latitude),
    longitude: textOf(site.longitude),
  });
  const params = { siteId: site.id as SiteId }; // as the server sent it
  const command = useCommand<Body, unknown>(
    (body, commandId) => server.correctSite({ params, body, commandId }),
    onDone,
  );
  const errors = useFieldErrors(command.problem);
  return (
    <CommandForm command={command} makeBody={() => makeBody(site, texts)} submitLabel={t("site.save")}>
      <div className="fields">
        <SiteFields
          texts={texts}
          errors={errors}
          change={(part) => setTexts((before) => ({ ...before, ...part }))}
        />
      </div>
    </CommandForm>
  );
}
