import { type Answer, type ClientOptions, createClient, type ProblemDetails } from "#api/client.ts";

/** A server that is busy is asked again when it said, each page a little later than that, and none at the same moment. */
export const patience = {
  wait: (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
  random: () => Math.random(),
};

/** How a request is sent. Where a server draws the page itself, it puts its own way here. */
export const transport: { send: ClientOptions["send"] } = {
  send: (url, init) => fetch(url, { ...init, credentials: "same-origin" }),
};

/** The server that these pages came from. Refusals are values; a broken connection throws. */
export const server = createClient({
  origin: "",
  send: async (url, init) => await transport.send(url, init),
  ...patience,
});

/** A reading that the server refused: carries its problem details, so that a page can say what is missing. */
export class RefusedReadingError extends Error {
  readonly problem: ProblemDetails;
  constructor(problem: ProblemDetails) {
    super(problem.title);
    this.problem = problem;
  }
}

/** The value of an answer; throws `RefusedReadingError` for a refusal, for use in queries. */
export async function read<Value>(answer: Promise<Answer<Value>>): Promise<Value> {
  const given = await answer;
  if (given.ok) return given.value;
  throw new RefusedReadingError(given.problem);
}

/** True where the server says that nobody is signed in (any more). */
export function isSignedOut(problem: ProblemDetails): boolean {
  return problem.status === 401;
}
