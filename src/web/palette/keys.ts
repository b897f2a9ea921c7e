/** The keys that open the palette, as this device's keyboard names them; written from left to right in every language. */
export function showKeys(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? "\u2066⌘K\u2069" : "\u2066Ctrl+K\u2069";
}
