import { useCallback, useRef, useState } from "react";
import { forgetDraft, hasShape, type KeptDraft, readDraft, storeDraft } from "./draft-store.ts";

/** What is being typed, kept on the device at each stroke: a reload, a session that ends, a browser that closes lose none of it. */
export interface Draft<Value> {
  readonly value: Value;
  readonly change: (next: Value | ((before: Value) => Value)) => void;
  /** When the draft that the form was opened with was kept (milliseconds since 1970); `null` for a form that was empty, or once answered. */
  readonly keptAt: number | null;
  /** The person goes on with what was kept. */
  readonly goOn: () => void;
  /** Forgets what was typed here (what another tab has kept since stays on the device), and empties the form: after it was sent, or because the person says so. */
  readonly forget: () => void;
}

/**
 * The draft of that name (`null`: nothing of it may stay on the device), of the person who is signed in (others at the device never see it); where nothing of its form is kept,
 * `empty`. Name and person must stay the same while the component does.
 */
export function useDraft<Value>(
  name: string | null,
  { userId, empty }: { readonly userId: string; readonly empty: Value },
): Draft<Value> {
  const key = name === null ? null : keyOf(name, userId);
  const start = useRef(empty);
  const [kept] = useState(() => (key === null ? undefined : findKept(key, empty)));
  const [value, setValue] = useState<Value>(kept?.value ?? empty);
  const [keptAt, setKeptAt] = useState(kept?.savedAt ?? null);
  const newest = useRef(value);
  /** The draft on the device as this form has found or written it. */
  const written = useRef<KeptDraft | undefined>(kept);
  const change = useCallback(
    (next: Value | ((before: Value) => Value)) => {
      // A value of a form is an object, never a function.
      const after = typeof next === "function" ? (next as (before: Value) => Value)(newest.current) : next;
      newest.current = after;
      if (key !== null) {
        written.current = { value: after, savedAt: Date.now() };
        storeDraft(key, written.current);
      }
      setValue(after);
    },
    [key],
  );
  const forget = useCallback(() => {
    newest.current = start.current;
    if (key !== null && written.current !== undefined) forgetDraft(key, written.current);
    written.current = undefined;
    setValue(start.current);
    setKeptAt(null);
  }, [key]);
  const goOn = useCallback(() => setKeptAt(null), []);
  return { value, change, keptAt, goOn, forget };
}

function findKept<Value>(
  key: string,
  empty: Value,
): (Omit<KeptDraft, "value"> & { readonly value: Value }) | undefined {
  const kept = readDraft(key);
  if (kept === undefined || !hasShape(kept.value, empty)) return undefined;
  return { value: kept.value, savedAt: kept.savedAt };
}

/** Leaves what a form is to be opened with, as its draft, in place of the one before. */
export function leaveDraft(
  name: string,
  { userId, value }: { readonly userId: string; readonly value: unknown },
): void {
  storeDraft(keyOf(name, userId), { value, savedAt: Date.now() });
}

/** What is kept of a form for that person; `empty` where nothing of its form is. */
export function keptDraft<Value>(
  name: string,
  { userId, empty }: { readonly userId: string; readonly empty: Value },
): Value {
  return findKept(keyOf(name, userId), empty)?.value ?? empty;
}

function keyOf(name: string, userId: string): string {
  return `wellspring.draft ${userId} ${name}`;
}
