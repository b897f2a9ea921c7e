import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../display/states.tsx";

/** What stands where there is no page, with a way on. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty title={t("state.notFound")}>
      <Link to="/">{t("nav.statement")}</Link>
    </Empty>
  );
}
