import { Badge } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** Says beside a supply that it is recalled, and leads to the recall; nothing where it is not. */
export function RecallMark({ recallId }: { readonly recallId: string | null }) {
  const { t } = useTranslation();
  if (recallId === null) return null;
  return (
    <Link to="/recalls/$recallId" params={{ recallId }}>
      <Badge component="span" color="red" variant="filled" radius="sm">
        {t("recall.mark")}
      </Badge>
    </Link>
  );
}
