/** What was typed and not sent, as it is kept on the device, and when. */
export interface KeptDraft {
  readonly value: unknown;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
}

/** The draft kept under a key; `undefined` where there is none, or the browser keeps nothing. */
export function readDraft(key: string): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? "null");
    if (typeof kept !== "object" || kept === null) return undefined;
    if (!("savedAt" in kept) || typeof kept.savedAt !== "number" || !("value" in kept)) return undefined;
    return { value: kept.value, savedAt: kept.savedAt };
  } catch {
    return undefined; // storage is switched off, or holds something else: an empty form
  }
}

/** Keeps a draft under its key in place of the one before. */
export function storeDraft(key: string, draft: KeptDraft): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing still has what was typed while the page is open.
  }
}

/** Forgets the draft under a key where it is the one that is meant: what another tab has kept there since stays. */
export function forgetDraft(key: string, draft: KeptDraft): void {
  try {
    if (window.localStorage.getItem(key) === JSON.stringify(draft)) window.localStorage.removeItem(key);
  } catch {
    // As above: nothing is kept.
  }
}

/**
 * Whether a value that was kept has the form of `sample`: texts where it has texts, every member that it has, and lists of
 * what its first element is. An earlier release may have kept it. Members beyond those of the sample are let be; `null` in the sample
 * stands for anything.
 */
export function hasShape<Sample>(value: unknown, sample: Sample): value is Sample {
  if (sample === null) return true;
  if (Array.isArray(sample)) {
    if (!Array.isArray(value)) return false;
    const [first] = sample as readonly unknown[];
    return first === undefined || value.every((one) => hasShape(one, first));
  }
  if (typeof sample !== "object") return typeof value === typeof sample;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const members = new Map(Object.entries(value));
  return Object.entries(sample).every(
    ([name, part]) => members.has(name) && hasShape(members.get(name), part),
  );
}
