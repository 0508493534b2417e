/**
 * Flags of docker build that need BuildKit, or that only the classic builder had: each is known by name, and either refused
 * with what to do instead, or ignored where buildx ignores it too.
 */
import { UserError } from "../errors.ts";
import { imageOutput } from "./values/output.ts";

export type ForeignFlag = {
  /** For commander. */
  readonly flags: string;
  /** The key commander files it under. */
  readonly key: string;
  /** Undefined: fine, it asks for what is done anyway. */
  judge(value: string | boolean): Verdict | undefined;
};

type Verdict = { readonly kind: "refused" | "ignored"; readonly why: string; readonly hint?: string };

const refuse =
  (why: string, hint: string, fine: (value: string | boolean) => boolean = () => false) =>
  (value: string | boolean): Verdict | undefined =>
    fine(value) ? undefined : { kind: "refused", why, hint };
const ignore = (why: string) => (): Verdict => ({ kind: "ignored", why });

const off = (value: string | boolean): boolean => typeof value === "string" && /^(?:|0|f|false|disabled=true)$/i.test(value);
const noLimits = "BuildKit has no such limit for RUN, and docker build ignores it too";
const withBuildKit = "for that use docker buildx build";

export const foreignFlags: readonly ForeignFlag[] = [
  {
    flags: "-o, --output <spec>",
    key: "output",
    judge: refuse(
      "the result of dbuild is an image in the engine",
      "docker create and docker export or docker save make files of it",
      (value) => imageOutput(String(value)) !== undefined,
    ),
  },
  { flags: "--push", key: "push", judge: refuse("dbuild builds, it does not push", "docker push the image when it is built") },
  { flags: "--load", key: "load", judge: () => undefined },
  {
    flags: "--cache-from <spec>",
    key: "cacheFrom",
    judge: refuse("its cache is the engine's images; caches elsewhere are BuildKit's", withBuildKit),
  },
  {
    flags: "--cache-to <spec>",
    key: "cacheTo",
    judge: refuse("its cache is the engine's images; caches elsewhere are BuildKit's", withBuildKit),
  },
  {
    flags: "--attest <spec>",
    key: "attest",
    judge: refuse("attestations are written by BuildKit", withBuildKit, isDisabledAttestation),
  },
  {
    flags: "--provenance <spec>",
    key: "provenance",
    judge: refuse("attestations are written by BuildKit", "--provenance=false is what dbuild does", off),
  },
  {
    flags: "--sbom <spec>",
    key: "sbom",
    judge: refuse("attestations are written by BuildKit", "--sbom=false is what dbuild does", off),
  },
  {
    flags: "--annotation <spec>",
    key: "annotation",
    judge: refuse("annotations stand in manifests, which the engine writes", "--label stands in the image itself"),
  },
  {
    flags: "--builder <name>",
    key: "builder",
    judge: refuse(
      "the engine of DOCKER_HOST or the docker context builds",
      "choose the engine with DOCKER_HOST",
      (value) => value === "" || value === "default",
    ),
  },
  {
    flags: "--call <method>",
    key: "call",
    judge: refuse("dbuild build builds", "dbuild check DOCKERFILE tells what is wrong with it", (value) => value === "build"),
  },
  { flags: "--check", key: "check", judge: refuse("dbuild build builds", "dbuild check DOCKERFILE tells what is wrong with it") },
  {
    flags: "--print <method>",
    key: "print",
    judge: refuse("dbuild build builds", "dbuild check DOCKERFILE tells what is wrong with it"),
  },
  { flags: "--policy <spec>", key: "policy", judge: refuse("source policies are BuildKit's", withBuildKit) },
  {
    flags: "--resource <spec>",
    key: "resource",
    judge: refuse("limits of that kind need BuildKit", "--ulimit, --shm-size and --cgroup-parent hold for RUN"),
  },
  {
    flags: "--squash",
    key: "squash",
    judge: ignore("BuildKit has it no more; a stage that copies FROM another makes one layer of many"),
  },
  { flags: "--isolation <kind>", key: "isolation", judge: ignore("it was for containers on Windows") },
  {
    flags: "--security-opt <option>",
    key: "securityOpt",
    judge: ignore('it was the classic builder\'s; "RUN --security=insecure" is what there is now'),
  },
  { flags: "--compress", key: "compress", judge: ignore("only what a COPY needs is sent") },
  { flags: "--rm", key: "rm", judge: ignore("containers are always removed") },
  {
    flags: "--force-rm",
    key: "forceRm",
    judge: ignore("containers are always removed, and what a failed one did is kept as an image"),
  },
  { flags: "-m, --memory <bytes>", key: "memory", judge: ignore(noLimits) },
  { flags: "--memory-swap <bytes>", key: "memorySwap", judge: ignore(noLimits) },
  { flags: "-c, --cpu-shares <n>", key: "cpuShares", judge: ignore(noLimits) },
  { flags: "--cpu-period <n>", key: "cpuPeriod", judge: ignore(noLimits) },
  { flags: "--cpu-quota <n>", key: "cpuQuota", judge: ignore(noLimits) },
  { flags: "--cpuset-cpus <list>", key: "cpusetCpus", judge: ignore(noLimits) },
  { flags: "--cpuset-mems <list>", key: "cpusetMems", judge: ignore(noLimits) },
  {
    flags: "--disable-content-trust",
    key: "disableContentTrust",
    judge: ignore("images are named by what the engine has or pulls"),
  },
  { flags: "-D, --debug", key: "debug", judge: () => undefined },
];

function isDisabledAttestation(value: string | boolean): boolean {
  return String(value).split(",").includes("disabled=true");
}

/** What of `flags` was given, judged: lines of warning. Throws UserError naming every flag that cannot be had. */
export function judgeForeign(flags: Readonly<Record<string, unknown>>): readonly string[] {
  const warnings: string[] = [];
  const problems: { message: string; hint?: string }[] = [];
  for (const { flags: written, key, judge } of foreignFlags) {
    const given = flags[key];
    const values = (Array.isArray(given) ? given : given === undefined ? [] : [given]) as readonly (string | boolean)[];
    const name = /--[a-z-]+/.exec(written)?.[0] ?? written;
    const verdict = values.map(judge).find((one) => one !== undefined);
    if (verdict?.kind === "ignored") warnings.push(`${name} is ignored: ${verdict.why}`);
    else if (verdict)
      problems.push({
        message: `${name} is not for dbuild: ${verdict.why}`,
        ...(verdict.hint !== undefined && { hint: verdict.hint }),
      });
  }
  if (problems.length > 0) throw new UserError(problems);
  return warnings;
}
