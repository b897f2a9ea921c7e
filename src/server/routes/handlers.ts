import type { Handlers } from "../handler.ts";
import { accountHandlers } from "./account.ts";
import { referenceHandlers } from "./reference.ts";

/** The handler of every operation of the contract. */
export const handlers = {
  ...referenceHandlers,
  ...accountHandlers,
} satisfies Partial<Handlers>;
