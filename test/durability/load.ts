import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Customer } from "./customer.ts";

/** What clients outside of the machine know: what they were told, and what they were shown. */
export interface Load {
  /** Commands that the server has answered as done, oldest first; each posted one entry, of the same id. */
  readonly acknowledged: readonly string[];
  /** Commands that were sent and are not answered yet: they may be in the book, or not. */
  readonly underWay: ReadonlySet<string>;
  /** Signed checkpoints of the log as the server showed them, oldest first. */
  readonly checkpoints: readonly string[];
  /** Answers that no client may get: neither done, nor to be sent again. */
  readonly wrong: readonly string[];
  /** Sends nothing new, and resolves when what was sent is answered. */
  finish(): Promise<void>;
  /** Ends at once. */
  abandon(): void;
}

interface Client {
  readonly customer: Customer;
  readonly url: () => string | undefined;
  readonly random: () => number;
  readonly acknowledged: string[];
  readonly underWay: Set<string>;
  readonly wrong: string[];
  readonly state: { isOver: boolean; isAbandoned: boolean };
}

export interface LoadPlan {
  readonly customer: Customer;
  /** Where the server answers; `undefined` while there is none. */
  readonly url: () => string | undefined;
  readonly connections: number;
  readonly random: () => number;
}

const ANSWER_WITHIN_MS = 20_000;
const AGAIN_AFTER_MS = 50;
/** Lines of an offer at most: entries of one movement, and of some. */
const LINES_MAX = 12;

/**
 * Clients that post one command after the other, offers and the withdrawal of some of them, and one that looks at the log's
 * checkpoint. A command that gets no answer is sent again with its id until it gets one, as clients do.
 */
export function startLoad({ customer, url, connections, random }: LoadPlan): Load {
  const [acknowledged, checkpoints, wrong]: string[][] = [[], [], []] as [string[], string[], string[]];
  const client: Client = {
    customer,
    url,
    random,
    acknowledged,
    underWay: new Set(),
    wrong,
    state: { isOver: false, isAbandoned: false },
  };
  const clients = Array.from({ length: connections }, async () => await post(client));
  const looking = look(client, checkpoints);
  return {
    acknowledged,
    underWay: client.underWay,
    checkpoints,
    wrong,
    finish: async () => {
      client.state.isOver = true;
      await Promise.all([...clients, looking]);
    },
    abandon: () => {
      client.state.isOver = true;
      client.state.isAbandoned = true;
    },
  };
}

async function post(client: Client): Promise<void> {
  const { customer, random, state } = client;
  const offers: string[] = [];
  while (!state.isOver) {
    const offerId = random() < 0.3 ? offers.pop() : undefined;
    const answer =
      offerId === undefined
        ? await command(client, "/offers", customer.drawOffer(1 + Math.floor(random() * LINES_MAX)))
        : await command(client, `/offers/${offerId}/withdraw`, {});
    if (offerId === undefined && answer?.id !== undefined) offers.push(answer.id);
  }
}

/** Sends a command until it is answered; `undefined` where it was given up. */
async function command(
  client: Client,
  path: string,
  body: object,
): Promise<{ readonly id?: string } | undefined> {
  const id = randomUUID();
  client.underWay.add(id);
  while (!client.state.isAbandoned) {
    const answer = await ask(client, path, {
      method: "POST",
      headers: { "idempotency-key": id, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer === undefined || answer.status === 429 || answer.status >= 500) {
      await sleep(AGAIN_AFTER_MS);
      continue;
    }
    client.underWay.delete(id);
    if (answer.status < 300) {
      client.acknowledged.push(id);
      return JSON.parse(answer.text) as { id?: string }; // the offer, as the contract has it
    }
    client.wrong.push(`${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    return undefined;
  }
  return undefined;
}

async function look(client: Client, checkpoints: string[]): Promise<void> {
  while (!client.state.isOver) {
    const answer = await ask(client, "/ledger/log/checkpoint", {});
    if (answer?.status === 200 && answer.text !== checkpoints.at(-1)) checkpoints.push(answer.text);
    await sleep(150);
  }
}

interface Request {
  readonly method?: "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer, read to its end; `undefined` where there was none, or not all of one. */
async function ask({ customer, url }: Client, path: string, request: Request) {
  const address = url();
  if (address === undefined) return undefined;
  try {
    const headers: Readonly<Record<string, string>> = { ...request.headers, "x-api-key": customer.apiKey };
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const answer = await fetch(`${address}/api/v1${path}`, { ...request, headers, signal });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined; // refused, cut off or late: the caller asks again
  }
}

/** Answers that are waited for after a start, so that whatever comes next finds work under way. */
const ANSWERS_MIN = 20;
const ANSWERS_WITHIN_MS = 180_000;

/** Resolves when clients get answers again. Throws where they get none. */
export async function waitForAnswers(load: Load): Promise<void> {
  const [wanted, until] = [load.acknowledged.length + ANSWERS_MIN, Date.now() + ANSWERS_WITHIN_MS];
  while (load.acknowledged.length < wanted) {
    if (Date.now() > until || load.wrong.length > 0) throw new Error(`no answers: ${load.wrong.join("; ")}`);
    await sleep(10);
  }
}
