import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { StandInTitle } from "../display/page-title.tsx";

/** What stands where there is no page, with a way on. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <StandInTitle>{t("state.notFound")}</StandInTitle>
      <p className="page-not-found">
        <Link to="/">{t("nav.statement")}</Link>
      </p>
    </>
  );
}
