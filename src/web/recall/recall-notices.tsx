import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read, server } from "../server/connection.ts";
import { useMe } from "../server/me.ts";
import { useRecallWords } from "./use-recall-words.ts";

/** A holder learns of a recall within this time on a page that stays open. */
const ASKED_EVERY_MS = 60_000;

/** Recalls that one's parties have been told of and have not answered: on every page, until they have. */
export function RecallNotices() {
  const { t } = useTranslation();
  const me = useMe().data ?? null;
  const nameOf = useRecallWords();
  const recalls = useQuery({
    queryKey: ["recalls", "awaiting", me?.userId ?? null],
    queryFn: () => read(server.listAwaitingRecalls({ query: { limit: 20 } })),
    enabled: me !== null && me.memberships.length > 0,
    refetchInterval: ASKED_EVERY_MS,
  });
  return (
    <>
      {(recalls.data?.items ?? []).map((recall) => (
        <Alert
          key={recall.id}
          role="alert"
          color={recall.isDrill ? "yellow" : "red"}
          variant={recall.isDrill ? "light" : "filled"}
          mb="sm"
          title={t(recall.isDrill ? "recall.drillNotice" : "recall.notice", { what: nameOf(recall) })}
        >
          <Link to="/recalls/$recallId" params={{ recallId: recall.id }} style={{ color: "inherit" }}>
            {t("recall.open")}
          </Link>
        </Alert>
      ))}
    </>
  );
}
