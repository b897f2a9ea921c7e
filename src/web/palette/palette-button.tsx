import "./palette-button.css";
import { type ComponentType, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadEveryText } from "../i18n/texts.ts";
import { areKeys, nameKeys, showKeys } from "./keys.ts";
import type { PaletteProps } from "./palette.tsx";

/**
 * Opens the way to any page, action or number: by its button, and from everywhere by Ctrl+K, on a Mac by Command+K. What it opens is fetched when it
 * is first asked for.
 */
export function PaletteButton() {
  const { t } = useTranslation();
  const [Palette, setPalette] = useState<ComponentType<PaletteProps> | null>(null);
  /** Which opening is shown: one that is told late that it was closed must not close the next. */
  const [shown, setShown] = useState<number | null>(null);
  const [isOffline, setOffline] = useState(false);
  const openings = useRef(0);
  const isAsked = useRef(false);
  const open = useCallback(async () => {
    if (isAsked.current || document.querySelector("dialog.palette[open]") !== null) return;
    isAsked.current = true;
    setOffline(false);
    try {
      const [loaded] = await Promise.all([import("./palette.tsx"), loadEveryText()]);
      setPalette(() => loaded.Palette);
      openings.current += 1;
      setShown(openings.current);
    } catch {
      setOffline(true); // import throws where its file did not come
    } finally {
      isAsked.current = false;
    }
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!areKeys(event)) return;
      event.preventDefault();
      void open();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [open]);
  return (
    <>
      <button
        type="button"
        className="palette-button"
        aria-keyshortcuts={nameKeys()}
        aria-haspopup="dialog"
        onClick={() => void open()}
      >
        <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
          <circle cx="8.5" cy="8.5" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="M12.5 12.5 18 18" stroke="currentColor" strokeWidth="2" />
        </svg>
        {t("palette.open")} <kbd aria-hidden="true">{showKeys()}</kbd>
      </button>
      {isOffline ? (
        <span role="alert" className="note">
          {t("state.offline")}
        </span>
      ) : null}
      {Palette === null || shown === null ? null : (
        <Palette key={shown} onClose={() => setShown((now) => (now === shown ? null : now))} />
      )}
    </>
  );
}
