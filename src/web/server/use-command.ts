import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { v7 as newUuid } from "uuid";
import type { Answer, ProblemDetails } from "#api/client.ts";
import { isSignedOut } from "./connection.ts";
import { findUserId } from "./me.ts";

/** A command as a form sees it. */
export interface Command<Body> {
  /** Sends it; while it is on its way, a second call does nothing. */
  readonly run: (body: Body) => void;
  readonly isSending: boolean;
  /** Why it was refused; `null` before, and after it was done. */
  readonly problem: ProblemDetails | null;
  /** True where the connection broke before an answer came: sending it again is safe. */
  readonly isLost: boolean;
  /** True where it was refused because the session had ended. */
  readonly needsSignIn: boolean;
  /** Sends again what was last sent; lets it go where somebody else has signed in since. */
  readonly again: () => void;
  readonly isDone: boolean;
}

/** A server's fault tells nothing about whether the command was done. */
const FIRST_FAULT_STATUS = 500;

/**
 * A command that is done at most once. Its id is made when the form is first sent and is kept while nobody can say
 * whether it was done (no answer, a fault, a session that ended); a refusal says that nothing was written, so the
 * next sending, of what may by then be another body, gets an id of its own. `show` puts what was answered where the page reads it, or
 * empties the form, before everything on the page is asked for again: what is typed from then on is the next. `onDone` comes after that.
 */
export function useCommand<Body, Value>(
  send: (body: Body, commandId: string) => Promise<Answer<Value>>,
  onDone?: (value: Value) => void,
  show?: (queryClient: QueryClient, value: Value) => void,
): Command<Body> {
  const queryClient = useQueryClient();
  const commandId = useRef<string | null>(null);
  const isBusy = useRef(false);
  const last = useRef<{ readonly body: Body; readonly userId: string | undefined } | null>(null);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<ProblemDetails | null>(null);
  const [isLost, setLost] = useState(false);
  const [isDone, setDone] = useState(false);

  const sendOnce = async (body: Body): Promise<void> => {
    if (isBusy.current) return;
    isBusy.current = true;
    last.current = { body, userId: findUserId(queryClient) };
    commandId.current ??= newUuid();
    setSending(true);
    setLost(false);
    setDone(false);
    try {
      const answer = await send(body, commandId.current);
      if (answer.ok) {
        commandId.current = null;
        setProblem(null);
        setDone(true);
        show?.(queryClient, answer.value);
        await queryClient.invalidateQueries({ predicate: ({ meta }) => meta?.["isFixed"] !== true });
        onDone?.(answer.value);
      } else {
        const isDecided = answer.problem.status < FIRST_FAULT_STATUS && !isSignedOut(answer.problem);
        if (isDecided) commandId.current = null;
        setProblem(answer.problem);
      }
    } catch {
      setLost(true); // fetch throws where no answer came; the id is kept
    } finally {
      isBusy.current = false;
      setSending(false);
    }
  };
  return {
    run: (body) => void sendOnce(body),
    isSending,
    problem,
    isLost,
    needsSignIn: problem !== null && isSignedOut(problem),
    again: () => {
      if (last.current === null) return;
      if (last.current.userId === findUserId(queryClient)) {
        void sendOnce(last.current.body);
        return;
      }
      // Somebody else has signed in: nothing is done in their name that they have not asked for.
      last.current = null;
      commandId.current = null;
      setProblem(null);
      setLost(false);
    },
    isDone,
  };
}
