import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useWording } from "../display/wording.ts";
import type { Language } from "../i18n/language.ts";
import { read, server } from "../server/connection.ts";
import { useLanguage } from "../server/reference.ts";

/** On a page that stays open the count is asked for again after so long; on each new page if it is older than the second. */
const ASKED_EVERY_MS = 120_000;
const FRESH_MS = 10_000;

/** As many or more: the server counts no further. */
const COUNTED_MAX = 100;

/** The way to one's notifications, with how many one has not read. */
export function Bell({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  const { quantity } = useWording();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { data, refetch, dataUpdatedAt } = useQuery({
    queryKey: ["notifications", "unread", userId],
    queryFn: () => read(server.countUnread({})),
    refetchInterval: ASKED_EVERY_MS,
    staleTime: FRESH_MS,
  });
  // On another page only: what happens to the data of this one is no reason to ask.
  useEffect(() => {
    if (dataUpdatedAt !== 0 && Date.now() - dataUpdatedAt > FRESH_MS) void refetch();
    // Asked again when the path changes, not when an answer comes.
  }, [path]);
  useNotedLanguage(data);
  const unread = data?.unread ?? 0;
  const number = unread >= COUNTED_MAX ? `${quantity(COUNTED_MAX - 1)}+` : quantity(unread);
  const label = unread === 0 ? t("nav.notifications") : t("nav.unread", { number });
  return (
    <Link to="/notifications" className="bell" aria-label={label} title={label}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <path
          d="M10 2.5a5 5 0 0 0-5 5v3.2L3.4 14h13.2L15 10.7V7.5a5 5 0 0 0-5-5zM8 16a2 2 0 0 0 4 0z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinejoin="round"
        />
      </svg>
      {unread === 0 ? null : (
        <span className="bell-count" aria-hidden="true" data-testid="unread">
          {number}
        </span>
      )}
    </Link>
  );
}

/** Messages come in the language of the pages, unless the member has chosen another: the first visit says which that is. */
function useNotedLanguage(data: { readonly mailLanguage: Language | null } | undefined): void {
  const language = useLanguage();
  const isUnknown = data?.mailLanguage === null;
  useEffect(() => {
    // Where it does not get through, the next count asks for it again.
    if (isUnknown) void server.noteLanguage({ body: { language } }).catch(() => undefined);
    // The language of the first visit, not each that is tried.
  }, [isUnknown]);
}
