import type { z } from "zod";
import type { Contract, OperationName } from "#api/contract.ts";
import type { Endpoint } from "#api/endpoint.ts";
import type { AnyRefusalCode } from "#api/refusals.ts";
import type { AppContext, CommandMeta } from "#app/context.ts";
import type { Actor } from "#core/party/party.ts";
import type { Result } from "#core/result.ts";

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** The parts of a request, checked by the operation's schemas. */
export interface InputOf<E extends Endpoint> {
  readonly params: OutputOf<E["params"]>;
  readonly query: OutputOf<E["query"]>;
  readonly body: OutputOf<E["body"]>;
}

/** Who asks: on public readings perhaps nobody, otherwise somebody; commands carry their id and version. */
export type ScopeOf<E extends Endpoint> = E["command"] extends true
  ? { readonly context: AppContext; readonly actor: Actor; readonly meta: CommandMeta }
  : E["access"] extends "public"
    ? { readonly context: AppContext; readonly actor: Actor | null }
    : {
        readonly context: AppContext;
        readonly actor: Actor;
        /** Aborted when the one who asked has left. */
        readonly signal: AbortSignal;
      };

/** A value whose lists and members are only read. */
type Read<Value> = Value extends readonly (infer Item)[]
  ? readonly Read<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Read<Value[Key]> }
    : Value;

/** Carries out one operation of the contract: turns the request's parts into a call of the app. */
export type Handler<E extends Endpoint> = (
  input: InputOf<E>,
  scope: ScopeOf<E>,
) => Promise<Result<Read<z.output<E["response"]>>, { readonly code: AnyRefusalCode }>>;

/** The handler of every operation. One that is missing does not compile. */
export type Handlers = { readonly [Name in OperationName]: Handler<Contract[Name]> };
