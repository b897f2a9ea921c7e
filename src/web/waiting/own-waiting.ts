import type { WaitingState } from "./waiting-state.ts";

/** What waits about one thing on a device that several people use: one's own, and whether somebody else's waits too. */
export function splitByPerson<Item extends WaitingState>(
  items: readonly Item[],
  userId: string,
): { readonly own: Item | null; readonly hasOthers: boolean } {
  return {
    own: items.find((item) => item.userId === userId) ?? null,
    hasOthers: items.some((item) => item.userId !== userId),
  };
}

/** Whether what is kept of who was signed in (`undefined` for nothing) is of anybody else than `userId`; `null` where it is not known who is. */
export function isOfAnother(keptMe: unknown, userId: string | null): boolean {
  if (keptMe === undefined) return false;
  const isOwn =
    typeof keptMe === "object" && keptMe !== null && "userId" in keptMe && keptMe.userId === userId;
  return !isOwn;
}
