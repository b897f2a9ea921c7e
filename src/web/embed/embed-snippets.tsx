import { useTranslation } from "react-i18next";
import { useOrigin } from "../display/use-origin.ts";
import { CopyText } from "../picture/copy-text.tsx";
import { useLanguage } from "../server/reference.ts";
import type { WorldSearch } from "../world/world-search.ts";
import { EMBEDDED_FIGURES, writeSnippet } from "./embed-address.ts";

/** What to paste into another site's page, to show the figures of this choice there. */
export function EmbedSnippets({ search, title }: { readonly search: WorldSearch; readonly title: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const origin = useOrigin();
  return (
    <details>
      <summary>{t("embed.title")}</summary>
      <p className="note">{t("embed.lead")}</p>
      {EMBEDDED_FIGURES.map((figure) => (
        <CopyText
          key={figure}
          label={t(`embed.${figure}`)}
          text={writeSnippet(figure, search, { origin, language, title })}
        />
      ))}
    </details>
  );
}
