/** On a Mac, Control with K deletes to the end of the line, and Command is what opens things. */
function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** The keys that open the palette, as this device's keyboard names them; written from left to right in every language. */
export function showKeys(): string {
  return isMac() ? "\u2066⌘K\u2069" : "\u2066Ctrl+K\u2069";
}

/** The same, as ARIA names them. */
export function nameKeys(): string {
  return isMac() ? "Meta+K" : "Control+K";
}

/** Whether these keys were pressed. The key's place counts where it gives no Latin letter: on an
 * Arabic or Russian keyboard. */
export function areKeys({ ctrlKey, metaKey, altKey, shiftKey, key, code }: KeyboardEvent): boolean {
  const isK = key.toLowerCase() === "k" || (code === "KeyK" && !/^[a-z]$/i.test(key));
  const [wanted, other] = isMac() ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  return isK && wanted && !other && !altKey && !shiftKey;
}
