/** A text of an address, where it is one that can be meant: neither empty nor longer than 200 characters. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= 200 ? value : undefined;

/** The named texts of an address, those that are there. */
export function readTexts<const Name extends string>(
  raw: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  const found = names.flatMap((name) => {
    const value = text(raw[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found) as { readonly [N in Name]?: string }; // made of these names alone
}
