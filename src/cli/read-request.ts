/** Flags -> what is asked of the build, as far as the command line alone says it. */
import type { BuildRequest } from "../builder/request.ts";
import { UserError } from "../errors.ts";
import type { BuildFlags } from "./flags.ts";
import { readHosts } from "./values/add-host.ts";
import { readAllowed, readNetwork, readShmSize, readUlimits } from "./values/limits.ts";
import { readBuildArgs, readLabels } from "./values/pairs.ts";
import { readSecrets } from "./values/secret.ts";
import { readSsh } from "./values/ssh.ts";

/** All but the named contexts and the platform: those need the network, or the engine. */
export type PlainRequest = Omit<BuildRequest, "contexts" | "platform">;

/** Throws UserError for a value nobody can use. */
export function readRequest(flags: BuildFlags, env: NodeJS.ProcessEnv, cwd: string): PlainRequest {
  const shmSize = flags.shmSize === undefined ? undefined : readShmSize(flags.shmSize);
  if (!flags.cache && flags.cacheFilter.length > 0)
    throw new UserError({
      message: "--no-cache and --no-cache-filter cannot be used together",
      hint: "--no-cache runs every instruction of every stage anyway: leave one of them out",
    });
  const epoch = sourceDateEpoch(readBuildArgs(flags.buildArg, env), env);
  return {
    run: {
      network: readNetwork(flags.network),
      extraHosts: readHosts(flags.addHost),
      ulimits: readUlimits(flags.ulimit),
      ...(shmSize !== undefined && { shmSize }),
      ...(flags.cgroupParent && { cgroupParent: flags.cgroupParent }),
    },
    secrets: readSecrets(flags.secret, env, cwd),
    ssh: readSsh(flags.ssh, env, cwd),
    labels: readLabels(flags.label),
    noCacheFilter: flags.cacheFilter.flatMap((value) => value.toLowerCase().split(",")).filter((stage) => stage !== ""),
    allow: readAllowed(flags.allow),
    ...(epoch !== undefined && { sourceDateEpoch: epoch }),
  };
}

/** Build arguments, SOURCE_DATE_EPOCH of the environment among them (buildx passes it on). Throws UserError. */
export function buildArgsOf(flags: BuildFlags, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const inherited = env.SOURCE_DATE_EPOCH === undefined ? {} : { SOURCE_DATE_EPOCH: env.SOURCE_DATE_EPOCH };
  return { ...inherited, ...readBuildArgs(flags.buildArg, env) };
}

/** Seconds since 1970. An image's times must have years between them. */
const yearZero = -62167219200;
const yearTenThousand = 253402300800;

function sourceDateEpoch(buildArgs: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): number | undefined {
  const text = buildArgs.SOURCE_DATE_EPOCH ?? env.SOURCE_DATE_EPOCH ?? "";
  if (text === "") return undefined;
  if (/^[+-]?\d+$/.test(text)) {
    if (Number(text) >= yearZero && Number(text) < yearTenThousand) return Number(text);
    throw new UserError({
      message: `invalid SOURCE_DATE_EPOCH ${text}: its year is outside of 0 to 9999`,
      hint: "it counts seconds, not milliseconds",
    });
  }
  throw new UserError({
    message: `invalid SOURCE_DATE_EPOCH ${JSON.stringify(text)}: it is no whole number`,
    hint: "it counts seconds since 1970, for example SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)",
  });
}
