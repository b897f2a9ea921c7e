import { type ComponentProps, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "../display/states.tsx";
import { loadEveryText } from "../i18n/texts.ts";
import type { OpenNeeds as Needs } from "./open-needs.tsx";

/** The list of items and its search are heavy, and the first pages come without its texts: both come when the box is opened. */
const OpenNeeds = lazy(async () => {
  const [{ OpenNeeds: needs }] = await Promise.all([import("./open-needs.tsx"), loadEveryText()]);
  return { default: needs };
});

/** What is still needed, folded up until somebody asks for it. `startsOpen`: for who came for it. */
export function NeedsBox({
  startsOpen,
  ...needs
}: ComponentProps<typeof Needs> & { readonly startsOpen: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(startsOpen);
  return (
    <details
      className="filter-box"
      id="needed"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{t("calls.needed")}</summary>
      {isOpen ? (
        <Suspense fallback={<Loading />}>
          <OpenNeeds {...needs} />
        </Suspense>
      ) : null}
    </details>
  );
}
