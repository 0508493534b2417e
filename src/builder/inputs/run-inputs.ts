/** Inputs of a RUN by name; all that runKey() and withMounts() make its key of. Pure. */
import { argvOf } from "../instructions/metadata.ts";
import { limitsKey, limitsOf } from "../sandbox/run-limits.ts";
import type { AskedMounts } from "../sandbox/sandbox.ts";
import type { BuildContext } from "../step-context.ts";
import { allSources, given, type Input, type Sources, standsOn } from "./step-inputs.ts";

export function runSources({ request, buildArgs }: Pick<BuildContext, "request" | "buildArgs">, asked: AskedMounts): Sources {
  const { instruction, list, stage } = asked;
  const { script } = instruction;
  const own = (): readonly Input[] => {
    const { User = "", WorkingDir = "/" } = stage.config;
    const limits = limitsKey(
      limitsOf(request, instruction),
      buildArgs.BUILDKIT_SANDBOX_HOSTNAME,
    ) as readonly (readonly string[])[];
    return [
      standsOn(stage.key),
      { name: "command", value: argvOf(instruction.command, stage.config).join(" ") },
      ...(script ? [{ name: `here-document ${script.name}`, value: script.content }] : []),
      ...stage.variables.map(({ name, value, from }) => ({ name: `${from === "arg" ? "arg" : "env"} ${name}`, value })),
      ...given({ user: User, directory: WorkingDir }),
      ...list.map(({ mount }) => ({ name: `mount ${mount.target ?? mount.type}`, value: mountWords(mount) })),
      ...limits.map(([name = "", ...values]) => ({ name: `option ${name}`, value: values.join(" ") })),
    ];
  };
  // what is in a cache does not count, a bind's content does
  const read = list.flatMap(({ mount, source }) => (mount.type === "bind" && source ? [source.sources] : []));
  return allSources([{ inputs: own, files: () => [] }, ...read]);
}

const mountWords = (mount: object): string =>
  Object.entries(mount)
    .filter(([name]) => name !== "owned")
    .map(([name, value]) => `${name}=${name === "mode" ? Number(value).toString(8) : value}`)
    .join(",");
