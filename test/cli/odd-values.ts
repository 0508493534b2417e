/** Values of flags, usual and odd, with what they mean; undefined: refused. values.test.ts reads them, values.engine.test.ts asks buildx about each. */
import fs from "node:fs";
import path from "node:path";
import { readHosts } from "../../src/cli/values/add-host.ts";
import { readContextSpecs } from "../../src/cli/values/context-spec.ts";
import { readAllowed, readNetwork, readShmSize, readUlimits } from "../../src/cli/values/limits.ts";
import { readBuildArgs, readLabels } from "../../src/cli/values/pairs.ts";
import { readPlatform } from "../../src/cli/values/platform.ts";
import { readSecrets } from "../../src/cli/values/secret.ts";
import { readTag } from "../../src/cli/values/tag.ts";
import { folderWith } from "../helpers/dbuild.ts";

/** `wanted` is what the reader returns; "refused" where buildx and we refuse. `ours`: buildx takes it, for the reason given. */
export type OddValue = {
  readonly flag: string;
  readonly value: string;
  readonly wanted: unknown;
  readonly ours?: string;
};

export const refused = Symbol("refused");

/** Files the values name. */
export function valueFiles(): string {
  const folder = folderWith({ Dockerfile: "FROM scratch\nLABEL a=b\n", "s.txt": "secret\n", "ctx/c": "c\n" });
  fs.writeFileSync(path.join(folder, "big"), Buffer.alloc(512_001));
  return folder;
}

export const environment = { GIVEN: "value" };
const own = { os: "linux", architecture: "amd64" };

/** Reads one value in `folder`. Throws UserError. */
export function read(flag: string, value: string, folder: string): unknown {
  const readers: Readonly<Record<string, () => unknown>> = {
    "--platform": () => readPlatform([value], own),
    "--shm-size": () => readShmSize(value) ?? "usual",
    "--ulimit": () => readUlimits([value]).map(({ name, soft, hard }) => `${name} ${soft} ${hard}`)[0],
    "--add-host": () => readHosts([value]).join(" "),
    "--network": () => readNetwork(value),
    "--allow": () => readAllowed([value]).join(" "),
    "--label": () => readLabels([value]),
    "--build-arg": () => readBuildArgs([value], environment),
    "--tag": () => readTag(value),
    "--secret": () => secretOf(readSecrets([value], environment, folder), folder),
    "--build-context": () => Object.entries(readContextSpecs([value.replace("=ctx", `=${folder}/ctx`)]))[0]?.[1].kind,
  };
  const reader = readers[flag];
  if (!reader) throw new Error(`no reader for ${flag}`);
  return reader();
}

function secretOf(secrets: ReturnType<typeof readSecrets>, folder: string): string | undefined {
  const [entry] = Object.entries(secrets);
  if (!entry) return "none";
  const [id, source] = entry;
  return `${id} ${source.kind} ${source.kind === "env" ? source.name : path.relative(folder, source.path)}`;
}

const arm7 = { os: "linux", architecture: "arm", variant: "v7" };
const rows = (flag: string, list: readonly (readonly [string, unknown, string?])[]): readonly OddValue[] =>
  list.map(([value, wanted, ours]) => ({ flag, value, wanted, ...(ours !== undefined && { ours }) }));

export const oddValues: readonly OddValue[] = [
  ...rows("--platform", [
    ["amd64", own],
    ["linux", own],
    ["local", own],
    ["LINUX/AMD64", own],
    ["x86_64", own],
    ["linux/amd64/v1", own],
    ["linux/amd64/v2", { ...own, variant: "v2" }],
    ["linux(1.2)/amd64", own],
    ["arm64", { os: "linux", architecture: "arm64" }],
    ["aarch64", { os: "linux", architecture: "arm64" }],
    ["linux/arm64/v8", { os: "linux", architecture: "arm64" }],
    ["linux/arm/7", arm7],
    ["arm", arm7],
    ["linux/armhf", arm7],
    ["armel", { ...arm7, variant: "v6" }],
    ["linux/i386", { os: "linux", architecture: "386" }],
    ["linux/foo", { os: "linux", architecture: "foo" }],
    ["darwin/arm64", { os: "darwin", architecture: "arm64" }],
    ["foo", refused],
    ["", refused],
    ["linux/amd64/", refused],
    ["linux/amd64,", refused],
    ["linux/arm64/v8/x", refused],
    ["lin ux", refused],
    ["linux/amd64,linux/arm64", refused],
    ["linux/amd64,linux/amd64", refused],
  ]),
  ...rows("--shm-size", [
    ["64m", 64 << 20],
    ["1G", 1 << 30],
    ["1gb", 1 << 30],
    ["64MiB", 64 << 20],
    ["64 MB", 64 << 20],
    ["64", 64],
    ["1.5g", 1.5 * 2 ** 30],
    [".5g", 2 ** 29],
    ["1e3", 1000],
    ["1.0000001m", 1048576],
    ["0", "usual"],
    ["99999999p", "usual"],
    ["abc", refused],
    ["-1", refused],
    ["", refused],
    ["5x", refused],
    ["1Gi", refused],
    ["0x10", refused],
    [" 64m", refused],
    ["1.5.5", refused],
    ["1,5g", refused],
  ]),
  ...rows("--ulimit", [
    ["nofile=1024", "nofile 1024 1024"],
    ["nofile=1024:2048", "nofile 1024 2048"],
    ["nofile=-1", "nofile -1 -1"],
    ["nofile=1:-1", "nofile 1 -1"],
    ["nofile=+5", "nofile 5 5"],
    ["cpu=1", "cpu 1 1"],
    ["nofile=2048:1024", refused],
    ["nofile=-1:5", refused],
    ["foo=1", refused],
    ["NOFILE=1", refused],
    ["nofile", refused],
    ["nofile=", refused],
    ["nofile=a", refused],
    ["nofile= 1", refused],
    ["nofile=1:2:3", refused],
    ["core=unlimited", refused],
    ["=1", refused],
  ]),
  ...rows("--add-host", [
    ['"h:1.2.3.4"', "h:1.2.3.4"],
    ['"h:1.2.3.4","i:::1"', "h:1.2.3.4 i:::1"],
    ["a:1.2.3.4", "a:1.2.3.4"],
    ["a=1.2.3.4", "a:1.2.3.4"],
    ["a:host-gateway", "a:host-gateway"],
    ["a:::1", "a:::1"],
    ["a=[::1]", "a:::1"],
    ["a:[2001:db8::1]", "a:2001:db8::1"],
    ["a:1.2.3.4,b=1.2.3.5", "a:1.2.3.4 b:1.2.3.5"],
    ["", ""],
    ["a", refused],
    ["a:", refused],
    [":1.2.3.4", refused],
    ["a:foo", refused],
    ["a:1.2.3", refused],
    ["a:1.2.3.4:5", refused],
    ["a=1.2.3.04", refused],
    ["a=fe80::1%eth0", refused],
    ["a=HOST-GATEWAY", refused],
  ]),
  ...rows("--network", [
    ["", "default"],
    ["default", "default"],
    ["none", "none"],
    ["host", "host"],
    ["bridge", refused],
    ["container:x", refused],
    ["None", refused],
  ]),
  ...rows("--allow", [
    ["network.host", "network.host"],
    ["security.insecure", "security.insecure", "the daemon of this engine was told to refuse it"],
    ["", ""],
    ["device", refused],
    ["foo", refused],
  ]),
  ...rows("--label", [
    ["a=b=c", { a: "b=c" }],
    ["a", { a: "" }],
    [" a=b", { " a": "b" }],
    ["a b=c", { "a b": "c" }],
    ["", refused],
    ["=x", refused],
  ]),
  ...rows("--build-arg", [
    ["a=b=c", { a: "b=c" }],
    ["a=", { a: "" }],
    ["GIVEN", { GIVEN: "value" }],
    ["NOT_GIVEN", {}],
    ["", refused],
    ["=x", refused],
  ]),
  ...rows("--tag", [
    ["0".repeat(64), refused],
    ["values-odd", "values-odd:latest"],
    ["values-odd:Tag.1", "values-odd:Tag.1"],
    ["team/values-odd", "team/values-odd:latest"],
    ["127.0.0.1:5000/values-odd", "127.0.0.1:5000/values-odd:latest"],
    ["Upper", refused],
    ["a:b:c", refused],
    ["a@sha256:0000000000000000000000000000000000000000000000000000000000000000", refused],
    ["a:", refused],
    ["-a", refused],
    ["a..b", refused],
    ["a/", refused],
  ]),
  ...rows("--secret", [
    ["id=s,src=s.txt", "s file s.txt"],
    ["ID=s,SOURCE=s.txt,type=file", "s file s.txt"],
    ['id=s,"src=s.txt"', "s file s.txt"],
    ["id=s.txt", "s.txt file s.txt"],
    ["id=GIVEN", "GIVEN env GIVEN"],
    ["id=x,env=GIVEN", "x env GIVEN"],
    ["id=x,env=NOT_GIVEN", "x env NOT_GIVEN"],
    ["id=x,type=env,src=GIVEN", "x env GIVEN"],
    ["id=s,src=s.txt,env=GIVEN", "s env GIVEN"],
    ["id=s ,src=s.txt", "s  file s.txt"],
    ["", "none"],
    ["s.txt", refused],
    ["id=", refused],
    ["src=s.txt", refused],
    ["id=nowhere", refused],
    ["id=s,src=nofile", refused],
    ["id=s,src", refused],
    ["id=s,type=foo", refused],
    ["id=s,type=env", refused],
    ["id=s,foo=bar", refused],
    ["id=s, src=s.txt", refused],
    ['id=s,"src=s.txt', refused],
    ["id=big,src=big", refused],
    ["id=d,src=ctx", refused, "a folder is no secret; buildx says nothing and gives none"],
  ]),
  ...rows("--build-context", [
    ["c=ctx", "folder"],
    ["c:1=ctx", "folder"],
    ["team/c=ctx", "folder"],
    ["scratch=ctx", "folder"],
    ["c=docker-image://busybox", "image"],
    ["c=docker-image://busybox:1@sha256:0000000000000000000000000000000000000000000000000000000000000000", "image"],
    ["c=https://127.0.0.1:1/x", "http"],
    ["c=https://127.0.0.1:1/x.git", "git"],
    ["c=git://127.0.0.1/x#a:b", "git"],
    ["c=docker-image://Upper", refused, "no FROM could ever find it; buildx says so only when the context is used"],
    ["c=docker-image://", refused, "the same"],
    ["c", refused],
    ["c=", refused],
    ["=ctx", refused],
    ["C=ctx", refused],
    ["c@d=ctx", refused],
    ["Foo Bar=ctx", refused],
    ["c=nofolder", refused],
    ["c=ctx/c", refused],
    ["c=target:x", refused],
    ["c=-", refused],
  ]),
];
