import type { AppContext } from "#app/context.ts";
import type { CommandId } from "#core/id.ts";
import type { Actor } from "#core/party/party.ts";

/** What an operator's command works with: the database at hand, and the right to act for the secretariat. */
export interface Operator {
  readonly context: AppContext;
  /** The operator of the machine, who holds every role in the secretariat. */
  readonly actor: Actor;
  /** A new id for a command. */
  readonly newCommandId: () => CommandId;
  /** Ends the connection, and the embedded server when nobody else uses it. */
  readonly close: () => Promise<void>;
}

/** Opens the database, migrates it and makes sure that the reference data are in it. */
export type OpenOperator = (options?: { readonly quiet?: boolean }) => Promise<Operator>;

/** Runs `act` with an operator, and closes it whatever happens. */
export async function withOperator<Value>(
  open: OpenOperator,
  act: (operator: Operator) => Promise<Value>,
): Promise<Value> {
  const operator = await open();
  try {
    return await act(operator);
  } finally {
    await operator.close();
  }
}
