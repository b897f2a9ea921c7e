import { useTranslation } from "react-i18next";

/** The number under which a call, an offer or an agreement is found again, whole, so that it can be copied. */
export function OwnNumber({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <p className="note">
      {t("palette.number")}: <bdi className="code">{id}</bdi>
    </p>
  );
}
