/**
 * Something that a RUN holds while it runs, in the engine or on this machine, by a name that outlives this process: whoever knows
 * the name can give it back. Released last in, first out.
 */
import fs from "node:fs";
import type { BuildContext } from "../step-context.ts";

export type Lease =
  /** A container that shows files, holds a volume in memory, or is a lock. */
  | { readonly kind: "container"; readonly id: string }
  | { readonly kind: "volume"; readonly name: string }
  /** A tag of the session's own on an image that was made to be mounted. */
  | { readonly kind: "tag"; readonly name: string }
  /** A folder of this machine with a socket in it. */
  | { readonly kind: "socket"; readonly folder: string };

export type Leases = {
  /** `close`: ends what this process alone has open for it. */
  add(lease: Lease, close?: () => Promise<void> | void): void;
  /** Of something that others of this process use after it: `back` is called in place of a removal. */
  borrow(lease: Lease, back: () => void): void;
  list(): readonly Lease[];
  /** Gives all of them back, the last first. What cannot be given back is left for the next sweep; never throws. */
  release(): Promise<void>;
};

type Held = { readonly lease: Lease; readonly close?: () => Promise<void> | void; readonly back?: () => void };

/** `taken`: by an earlier process. */
export function leasesOf(ctx: Pick<BuildContext, "engine" | "holds">, taken: readonly Lease[] = []): Leases {
  const held: Held[] = taken.map((lease) => ({ lease }));
  return {
    add: (lease, close) => void held.push({ lease, ...(close && { close }) }),
    borrow: (lease, back) => void held.push({ lease, back }),
    list: () => held.map(({ lease }) => lease),
    release: async () => {
      for (const { lease, close, back } of held.splice(0).reverse()) {
        try {
          await close?.();
          if (back !== undefined) back();
          else await giveBack(ctx, lease);
        } catch {
          // an engine that is lost, or somebody has it mounted
        }
      }
    },
  };
}

async function giveBack({ engine, holds }: Pick<BuildContext, "engine" | "holds">, lease: Lease): Promise<void> {
  switch (lease.kind) {
    case "container":
      return engine.remove(lease.id);
    case "volume":
      return engine.removeVolume(lease.name);
    case "tag":
      return holds.drop(lease.name);
    case "socket":
      fs.rmSync(lease.folder, { recursive: true, force: true });
  }
}
