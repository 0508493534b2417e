/** Phase `acquire` of a RUN: what it finds around it is made ready, and its container. */

import { onContainerdStore } from "../image-fs/image-store.ts";
import { openSandbox } from "../sandbox/sandbox.ts";
import type { RunRecord } from "./record.ts";
import { makeRunContainer } from "./run-container.ts";
import { makesLinks } from "./run-links.ts";
import { textOf } from "./run-plan.ts";
import type { RunWork } from "./run-work.ts";

/** Throws StepProblem. What was made until then is in `work`. */
export async function acquire(work: RunWork, record: RunRecord): Promise<RunRecord> {
  const { ctx, plan } = work;
  const { asked, argv, folders } = plan;
  const sandbox = await openSandbox(ctx, asked, asked.stage.image);
  work.leases = sandbox.leases;
  work.input = sandbox.input;
  const { name } = record.container;
  // what secrets are taken out of is not for the engine's disk
  const logKept = work.hidden.length === 0 && sandbox.input === undefined;
  const text = textOf(plan);
  const touched = makesLinks(text) && (await onContainerdStore(ctx.engine));
  // one whose start was asked for before may have lost its network: it gets one of its own
  const wanted = { name, sandbox, argv, folders, touched, asksHosts: /hosts/i.test(text), logKept, pooled: work.starts === 0 };
  const made = await makeRunContainer(ctx, asked.stage, wanted);
  const { container, lacking, hostnameMade, network } = made;
  work.container = container;
  work.network = network;
  if (network !== undefined) work.leases.borrow({ kind: "container", id: network.container }, () => ctx.networks?.back(network));
  const { mounts = [] } = sandbox.spec;
  const { shared, ...rest } = record;
  return {
    ...rest,
    // others read its output where the engine keeps it
    ...(shared && logKept && { shared }),
    phase: "start",
    container: { name, id: container },
    leases: work.leases.list(),
    made: {
      logKept,
      mounted: mounts.map(({ target }) => target),
      mountsOwn: mounts.some(({ kind }) => kind !== "file"),
      ...(sandbox.commitEnv && { commitEnv: sandbox.commitEnv }),
      stubs: sandbox.stubs,
      ...(sandbox.cleaner && { cleaner: sandbox.cleaner }),
      ...(mounts.length === 0 ? { lacking } : { folders }),
      hostnameMade,
    },
  };
}
