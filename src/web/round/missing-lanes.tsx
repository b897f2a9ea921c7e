import { Link } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RoundView } from "#api/round.ts";
import { useMe } from "../server/me.ts";
import { useSites } from "../server/reference.ts";
import { listPartiesFor } from "../site/may-change.ts";

/** Ways to add the lanes that would bring a line what is left; nothing for whoever may not, and in a scenario, whose lanes are given. */
export function MissingLanes({
  roundId,
  lanes,
}: {
  readonly roundId: string;
  readonly lanes: readonly { readonly fromSiteId: string; readonly toSiteId: string }[];
}) {
  const { t } = useTranslation();
  const me = useMe().data;
  const sites = useSites().data ?? [];
  // Read by the page that this stands on.
  const round = useQueryClient().getQueryData<RoundView>(["round", roundId]);
  const nameOf = (id: string) => sites.find((site) => site.id === id)?.name ?? "–";
  if (me === null || me === undefined || listPartiesFor(me, "add_lane").length === 0) return null;
  if (round?.scenario !== null) return null;
  return (
    <>
      <p className="explanation-heading">{t("lane.missing")}</p>
      <ul>
        {lanes.map(({ fromSiteId, toSiteId }) => (
          <li key={`${fromSiteId} ${toSiteId}`}>
            <Link to="/desk/lanes" search={{ from: fromSiteId, to: toSiteId }}>
              {t("lane.addBetween", { from: nameOf(fromSiteId), to: nameOf(toSiteId) })}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
