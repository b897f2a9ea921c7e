import { ActionIcon, NativeSelect, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { isLanguage, LANGUAGES } from "../i18n/language.ts";
import { showLanguage } from "../i18n/texts.ts";
import { useMe, useSignOut } from "../server/me.ts";
import { useLanguage } from "../server/reference.ts";

// Whoever is not signed in needs none of it.
const Bell = lazy(async () => ({ default: (await import("../notification/bell.tsx")).Bell }));
const PaletteButton = lazy(async () => ({
  default: (await import("../palette/palette-button.tsx")).PaletteButton,
}));

const PAGES = [
  { to: "/statement", key: "nav.statement" },
  { to: "/world", key: "nav.world" },
  { to: "/rounds", key: "nav.rounds" },
  { to: "/calls", key: "nav.calls" },
  { to: "/consignments", key: "nav.consignments" },
  { to: "/recalls", key: "nav.recalls" },
  { to: "/doses", key: "dose.nav" },
  { to: "/teams", key: "nav.teams" },
  { to: "/follow", key: "nav.follow" },
] as const;

/** Name, ways to the pages, and the two choices that hold everywhere: language and colours. */
export function PageHeader() {
  const { t } = useTranslation();
  return (
    <header className="page-header">
      <div className="page-header-inner">
        <Link to="/" className="brand">
          <img src="/mark.svg" alt="" width="28" height="28" />
          {t("app.name")}
        </Link>
        <nav aria-label={t("nav.main")} className="page-nav">
          {PAGES.map(({ to, key }) => (
            <Link key={to} to={to} activeProps={{ "aria-current": "page" }}>
              {t(key)}
            </Link>
          ))}
          <OwnLinks />
        </nav>
        <div className="page-choices">
          <OwnBell />
          <OwnPalette />
          <LanguageChoice />
          <SchemeChoice />
        </div>
      </div>
    </header>
  );
}

function OwnBell() {
  const me = useMe().data ?? null;
  if (me === null) return null;
  return (
    <Suspense fallback={null}>
      <Bell userId={me.userId} />
    </Suspense>
  );
}

/** For who is signed in: others have few pages, and are not kept waiting for it. */
function OwnPalette() {
  const me = useMe().data;
  return me === null || me === undefined ? null : (
    <Suspense fallback={null}>
      <PaletteButton />
    </Suspense>
  );
}

function OwnLinks() {
  const { t } = useTranslation();
  const me = useMe().data;
  const signOut = useSignOut();
  const navigate = useNavigate();
  if (me === null || me === undefined) return <Link to="/sign-in">{t("nav.signIn")}</Link>;
  return (
    <>
      <Link to="/desk" activeProps={{ "aria-current": "page" }}>
        {t("nav.desk")}
      </Link>
      <Link to="/account" activeProps={{ "aria-current": "page" }}>
        {t("account.title")}
      </Link>
      <button
        type="button"
        className="plain-button"
        title={me.name}
        onClick={() =>
          void signOut()
            .catch(() => undefined) // no connection: what was kept is forgotten all the same
            .then(() => navigate({ to: "/" }))
        }
      >
        {t("nav.signOut")}
      </button>
    </>
  );
}

function LanguageChoice() {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <NativeSelect
      aria-label={t("app.language")}
      size="xs"
      value={language}
      data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      onChange={({ currentTarget: { value } }) => {
        if (isLanguage(value)) void showLanguage(value);
      }}
    />
  );
}

function SchemeChoice() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const label = t(scheme === "dark" ? "app.scheme.light" : "app.scheme.dark");
  return (
    <ActionIcon
      variant="default"
      size="md"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
    >
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </ActionIcon>
  );
}
