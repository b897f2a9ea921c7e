import { useCallback, useState } from "react";

/** What is being typed, kept on the device at each stroke: a browser that closes loses none of it. */
export interface Draft {
  readonly texts: Readonly<Record<string, string>>;
  readonly change: (key: string, text: string) => void;
  readonly forget: () => void;
}

const PREFIX = "wellspring.report-draft ";

/** The draft of that name. The name must stay the same while the component does. */
export function useDraft(name: string): Draft {
  const [texts, setTexts] = useState(() => readDraft(name));
  const change = useCallback(
    (key: string, text: string) =>
      setTexts((before) => {
        const after = { ...before, [key]: text };
        storeDraft(name, after);
        return after;
      }),
    [name],
  );
  const forget = useCallback(() => {
    setTexts({});
    storeDraft(name, {});
  }, [name]);
  return { texts, change, forget };
}

function readDraft(name: string): Readonly<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(window.localStorage.getItem(PREFIX + name) ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {}; // storage is switched off, or holds something else: an empty form
  }
}

function storeDraft(name: string, texts: Readonly<Record<string, string>>): void {
  try {
    if (Object.keys(texts).length === 0) window.localStorage.removeItem(PREFIX + name);
    else window.localStorage.setItem(PREFIX + name, JSON.stringify(texts));
  } catch {
    // A browser that keeps nothing still has what was typed while the page is open.
  }
}
