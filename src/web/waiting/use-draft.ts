import { useCallback, useRef, useState } from "react";

/** What is being typed, kept on the device at each stroke: a browser that closes loses none of it. */
export interface Draft {
  readonly texts: Texts;
  readonly change: (key: string, text: string) => void;
  /** Changes several texts at once, from what stands there at that moment: two changes in a row both count. */
  readonly update: (next: (before: Texts) => Texts) => void;
  readonly forget: () => void;
}

/** What was typed, by the name of its field. */
export type Texts = Readonly<Record<string, string>>;

const PREFIX = "wellspring.report-draft ";

/** The draft of that name. The name must stay the same while the component does. */
export function useDraft(name: string): Draft {
  const [texts, setTexts] = useState(() => readDraft(name));
  const latest = useRef(texts);
  const update = useCallback(
    (next: (before: Texts) => Texts) => {
      latest.current = next(latest.current);
      storeDraft(name, latest.current);
      setTexts(latest.current);
    },
    [name],
  );
  const change = useCallback(
    (key: string, text: string) => update((before) => ({ ...before, [key]: text })),
    [update],
  );
  const forget = useCallback(() => update(() => ({})), [update]);
  return { texts, change, update, forget };
}

function readDraft(name: string): Texts {
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

function storeDraft(name: string, texts: Texts): void {
  try {
    if (Object.keys(texts).length === 0) window.localStorage.removeItem(PREFIX + name);
    else window.localStorage.setItem(PREFIX + name, JSON.stringify(texts));
  } catch {
    // A browser that keeps nothing still has what was typed while the page is open.
  }
}
