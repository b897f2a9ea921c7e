import { KERNEL_CODE } from "./kernel-code.ts";

/** What the WebAssembly of assembly/kernel.ts exports: addresses of arrays, and the steps. */
export interface FlowKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly layOut: (nodeCount: number, arcCount: number, block: number) => void;
  /** Notes how the arcs lie; before the first pivot, once they are in. */
  readonly headGroups: () => void;
  /** Pivots until no arc pays: −1; or an arc that closes a cycle that costs less than nothing and has no limit. */
  readonly runPivots: () => number;
  readonly pivotCount: Address;
  readonly cost: Address;
  readonly width: Address;
  readonly source: Address;
  readonly target: Address;
  readonly original: Address;
  readonly isTurned: Address;
  readonly room: Address;
  readonly potential: Address;
  readonly place: Address;
  readonly links: Address;
  readonly treeArc: Address;
}

interface Address {
  readonly value: number;
}

/** The part of the platform that is used here. The pure folders get no more of it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** Bytes from which on memory is not kept for the next solve. It holds a million arcs. */
const KEPT_BYTES_MAX = 2 ** 26;

let module: object | undefined;
let kept: FlowKernel | undefined;

/**
 * Returns the kernel with its memory as the last solve left it, compiled at first use. One solve at a time: a solve is
 * one call that nothing can come between, and every thread has its own.
 */
export function openFlowKernel(): FlowKernel {
  if (kept !== undefined && kept.memory.buffer.byteLength <= KEPT_BYTES_MAX) return kept;
  const digits = KERNEL_CODE.match(/../g) ?? [];
  module ??= new WebAssembly.Module(Uint8Array.from(digits, (byte) => Number.parseInt(byte, 16)));
  // The module's exports are those of assembly/kernel.ts: test/flow-kernel.test.ts compiles it anew and compares.
  kept = new WebAssembly.Instance(module).exports as FlowKernel;
  return kept;
}
