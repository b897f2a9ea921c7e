import { useDirection } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { directionOf } from "../i18n/language.ts";
import { RecallNotices } from "../recall/recall-notices.tsx";
import { useMe, wasSignedInHere } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";
import { PageHeader } from "./page-header.tsx";

const WaitingStrip = lazy(async () => ({
  default: (await import("../waiting/waiting-strip.tsx")).WaitingStrip,
}));

/** What every page stands in: skip link, header, the page itself, footer. */
export function Shell() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { setDirection } = useDirection();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);
  // Where nobody has ever signed in, nothing waits.
  const isKnown = (useMe().data ?? null) !== null || wasSignedInHere();

  useEffect(() => setDirection(directionOf(language)), [language, setDirection]);
  useEffect(() => {
    // A new page begins at its beginning for a screen reader too; the first one is left as the browser put it.
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  // A figure for other sites stands alone.
  if (path.startsWith("/embed/")) {
    return (
      <main id="main" className="page embedded" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
    );
  }
  return (
    <>
      <a href="#main" className="skip-link">
        {t("app.skip")}
      </a>
      <PageHeader />
      {isKnown ? (
        <Suspense fallback={null}>
          <WaitingStrip />
        </Suspense>
      ) : null}
      <main id="main" className="page" ref={main} tabIndex={-1}>
        <RecallNotices />
        <Outlet />
      </main>
      <footer className="page-footer">
        <span>{t("app.footer")}</span>
        <Link to="/data">{t("app.api")}</Link>
        <Link to="/verify">{t("verify.title")}</Link>
      </footer>
    </>
  );
}
