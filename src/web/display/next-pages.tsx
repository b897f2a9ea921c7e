import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Pages } from "../server/use-pages.ts";

/** The way on in a list, also after a page that did not come; nothing on its last page. */
export function NextPages<Item>({ pages }: { readonly pages: Pages<Item> }) {
  const { t } = useTranslation();
  if (!pages.hasMore) return null;
  return (
    <Button variant="subtle" size="sm" mt="xs" loading={pages.isFetchingMore} onClick={pages.fetchMore}>
      {t(pages.isStuck ? "state.retry" : "state.more")}
    </Button>
  );
}
