/** Phase `acquire` of a RUN: what it finds around it is made ready, and its container. */
import { openSetting } from "../mounts/setting.ts";
import { makesLinks } from "../run-links.ts";
import type { RunRecord } from "./record.ts";
import { makeRunContainer } from "./run-container.ts";
import { textOf } from "./run-plan.ts";
import type { RunWork } from "./run-work.ts";

/** Throws StepProblem. What was made until then is in `work`. */
export async function acquire(work: RunWork, record: RunRecord): Promise<RunRecord> {
  const { ctx, plan } = work;
  const { asked, argv, folders } = plan;
  const setting = await openSetting(ctx, asked, asked.stage.image);
  work.leases = setting.leases;
  work.input = setting.input;
  const { name } = record.container;
  // what secrets are taken out of is not for the engine's disk
  const logKept = work.hidden.length === 0 && setting.input === undefined;
  const text = textOf(plan);
  const touched = makesLinks(text) && (await ctx.engine.info()).store === "containerd";
  const wanted = { name, setting, argv, folders, touched, asksHosts: /hosts/i.test(text), logKept };
  const made = await makeRunContainer(ctx, asked.stage, wanted);
  const { container, lacking, hostnameMade } = made;
  work.container = container;
  const { mounts = [] } = setting.spec;
  return {
    ...record,
    phase: "start",
    container: { name, id: container },
    leases: work.leases.list(),
    made: {
      logKept,
      mounted: mounts.map(({ target }) => target),
      mountsOwn: mounts.some(({ kind }) => kind !== "file"),
      ...(setting.commitEnv && { commitEnv: setting.commitEnv }),
      stubs: setting.stubs,
      ...(setting.cleaner && { cleaner: setting.cleaner }),
      ...(mounts.length === 0 ? { lacking } : { folders }),
      hostnameMade,
    },
  };
}
