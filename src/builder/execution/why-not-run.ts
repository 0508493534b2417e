/** Why the program of a RUN could not be run, where that can be seen in the container: for a hint. */
import { EngineLostError } from "../../errors.ts";
import { surroundings } from "../instructions/run.ts";
import { redact } from "../sandbox/redact.ts";
import { envName, envValue } from "../stage-variables.ts";
import { whyUnrunnable } from "../unrunnable/unrunnable.ts";
import type { RunRecord } from "./record.ts";
import type { RunWork } from "./run-work.ts";

/** Whatever goes wrong in looking is no reason to lose the failure itself. Throws EngineLostError. */
export async function whyNotRun(
  { ctx, plan, hidden }: RunWork,
  { container }: RunRecord,
  output: string,
): Promise<string | undefined> {
  const { engine } = ctx;
  const { stage, instruction } = plan.asked;
  const { env = [], workdir = "/" } = surroundings(ctx, stage);
  const path = envValue(env.find((entry) => envName(entry) === "PATH") ?? "");
  const { architecture } = stage;
  try {
    const machine = (await engine.info()).architecture;
    const place = { engine, container: container.id ?? "", workdir, path, env, architecture, machine };
    const found = await whyUnrunnable(place, plan.argv, instruction.script?.content ?? "", output);
    return found === undefined ? undefined : redact(found, hidden);
  } catch (error) {
    if (error instanceof EngineLostError) throw error;
    return undefined;
  }
}

/** A shell's two codes, or what the container's runtime says in the program's place. */
export const couldNotRun = (code: number, output: string): boolean =>
  code === 126 || code === 127 || /exec format error|^exec \S+: (?:no such file|permission denied)/im.test(output.slice(-500));
