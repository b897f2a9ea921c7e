import { Checkbox, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NotificationView } from "#api/notification.ts";
import { SignedInOnly } from "../desk/signed-in-only.tsx";
import { ActButton } from "../display/act-button.tsx";
import { NextPages } from "../display/next-pages.tsx";
import { PageTitle } from "../display/page-title.tsx";
import { Empty, Loaded } from "../display/states.tsx";
import { useWording } from "../display/wording.ts";
import { read, server } from "../server/connection.ts";
import type { Me } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";
import { usePages } from "../server/use-pages.ts";
import { MailChoice } from "./mail-choice.tsx";
import "./notification.css";

/** What one was told, and how one is told by e-mail. */
export function NotificationsPage() {
  return <SignedInOnly>{(me) => <Notifications me={me} />}</SignedInOnly>;
}

/** Notifications on one page of the list. */
const PAGE = 30;

function Notifications({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const isUnreadOnly = useSearch({ from: "/notifications" }).unread === "true";
  const unread = isUnreadOnly ? ({ unread: "true" } as const) : {};
  const pages = usePages(["notifications", me.userId, language, String(isUnreadOnly)], (cursor) =>
    read(server.listNotifications({ query: { language, limit: PAGE, ...unread, ...cursor } })),
  );
  const [newest] = pages.items;
  const hasUnread = pages.hasMore || pages.items.some(({ readAt }) => readAt === null);
  return (
    <>
      <PageTitle>{t("notification.title")}</PageTitle>
      <p className="lead">{t("notification.lead")}</p>
      <Group my="md" gap="md" align="center">
        <Checkbox
          label={t("notification.onlyUnread")}
          checked={isUnreadOnly}
          onChange={({ currentTarget: { checked } }) =>
            void navigate({ to: "/notifications", search: checked ? { unread: "true" } : {} })
          }
        />
        {newest === undefined || !hasUnread ? null : (
          <ActButton
            label={t("notification.readAll")}
            send={() =>
              server.readNotification({ params: { notificationId: newest.id }, body: { upTo: true } })
            }
          />
        )}
      </Group>
      <Loaded query={pages.query}>
        {() =>
          pages.items.length === 0 ? (
            <Nothing isUnreadOnly={isUnreadOnly} />
          ) : (
            <>
              <ul className="notifications" data-testid="notifications">
                {pages.items.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </ul>
              <NextPages pages={pages} />
            </>
          )
        }
      </Loaded>
      <MailChoice me={me} />
    </>
  );
}

function Nothing({ isUnreadOnly }: { readonly isUnreadOnly: boolean }) {
  const { t } = useTranslation();
  return isUnreadOnly ? (
    <Empty title={t("notification.noneUnread")} />
  ) : (
    <Empty title={t("notification.none")}>{t("notification.noneHint")}</Empty>
  );
}

function Item({ item }: { readonly item: NotificationView }) {
  const { t } = useTranslation();
  const { when } = useWording();
  const queryClient = useQueryClient();
  const isUnread = item.readAt === null;
  const mark = () => server.readNotification({ params: { notificationId: item.id }, body: { upTo: false } });
  // Who follows the link has read it; where that does not get through it stays unread, which harms nobody.
  const follow = () => {
    if (!isUnread) return;
    void mark()
      .then(() => queryClient.invalidateQueries({ queryKey: ["notifications"] }))
      .catch(() => undefined);
  };
  return (
    <li className="notification" data-unread={isUnread}>
      <div>
        <Link to={item.path} onClick={follow}>
          {item.text}
        </Link>
        <p className="note">
          {isUnread ? <strong>{t("notification.new")} · </strong> : null}
          {item.party} · <time dateTime={item.happenedAt}>{when(item.happenedAt)}</time>
        </p>
      </div>
      {isUnread ? <ActButton label={t("notification.readOne")} send={mark} /> : null}
    </li>
  );
}
