/**
 * The texts that the first public pages need, by what stands before the key's first dot (or the whole key). Of all texts
 * they are one in six: the rest comes with the first page that needs it (`texts.ts`).
 */
const FIRST_GROUPS: readonly string[] = (
  "app nav dose.nav account.title state scenario picture time count column terms unit statement reported chart equipment " +
  "world party partyKind verify files embed follow kind movement stage rounds calls status call.title"
).split(" ");

/** True for the key of a text of a first page. */
export function isFirstKey(key: string): boolean {
  return FIRST_GROUPS.some((group) => key === group || key.startsWith(`${group}.`));
}
