let failure: unknown;

/** Loads a part of a page and remembers if it did not come: the router tells only when it draws the page. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    failure = error;
    throw error;
  }
}

/** Why a part of a page did not come; `undefined` where all came that were asked for. */
export function findPartFailure(): unknown {
  return failure;
}
