/** A random Dockerfile that docker build mostly builds: stages of random instructions, with what a RUN sees written down. */

import { copyLine } from "./copy-lines.ts";
import type { Dice } from "./dice.ts";
import { runLine } from "./run-lines.ts";

/** What a line may refer to. */
export type Scene = {
  readonly dice: Dice;
  /** Names of stages that stand before. */
  readonly earlier: readonly string[];
  /** Whether a RUN can run here. */
  readonly shell: boolean;
  /** A number of its own for each line that wants one. */
  readonly serial: () => number;
};

const words = ["one", '"two words"', "'$V'", '"$V"', "${V:-w}", "${N:+set}", "a\\ b", "${U}", "$D/x", "x${V#v}y", "${V%1}", "''"];
const users = [
  "root",
  "daemon",
  "1000",
  "0:0",
  "www-data",
  "app",
  "1000:1000",
  "daemon:www-data",
  "${U:-app}",
  "app:root",
  "4242:8",
];
const folders = [
  "/srv",
  "rel",
  "/srv/a/b",
  "$D",
  "..",
  "/data/sub",
  ".",
  "/lnk/in",
  "/vol",
  "${V}/x",
  '"/q r"',
  "/open",
  "/ft",
  "/lnk",
  "/etc/x",
  "/dev/own",
  "/proc/w",
  "/tmp/t",
  "~",
  "/open/root/srv",
];

const plain = (scene: Scene): string => {
  const { dice } = scene;
  const word = () => dice.one(words);
  switch (dice.number(15)) {
    case 0:
      return dice.once(5)
        ? dice.one(["ENV HOME=/open", "ENV PATH=/open:$PATH", "ENV HOSTNAME=me PWD=x", "ENV V $V and more", "ENV http_proxy=p"])
        : `ENV V=${word()}`;
    case 1:
      return `ENV D=/d${dice.number(3)} N=${word()} \\\n    V2="$V-\${N:-n}"`;
    case 2:
      return dice.one([
        "ARG V",
        "ARG V=v1",
        "ARG U=daemon",
        "ARG G V=$G",
        "ARG TARGETARCH",
        "ARG N=${V}x",
        "ARG D=/argd",
        "ARG http_proxy",
        "ARG HOME=/argh",
        "ARG PATH",
        "ARG V=$V:$V",
        "ARG BUILDKIT_SANDBOX_HOSTNAME=h",
      ]);
    case 3:
      return `LABEL l${dice.number(3)}=${word()} "m.n"=${word()}`;
    case 4:
    case 5:
      return `USER ${dice.one(users)}`;
    case 6:
    case 7:
    case 8:
      return `WORKDIR ${dice.one(folders)}`;
    case 9:
      return `VOLUME ${dice.one(["/vol", '["/vol", "/data"]', "/srv/v $D", "rel/vol"])}`;
    case 10:
      return `EXPOSE ${dice.one(["80", "53/udp 80", "${P:-8080}", "90-92/TCP"])}`;
    case 11:
      return dice.one(['CMD ["a", "$V"]', "CMD run it $V", 'ENTRYPOINT ["/b.sh"]', "ENTRYPOINT exec b", "CMD []"]);
    case 12:
      return dice.one([
        "STOPSIGNAL SIGTERM",
        "STOPSIGNAL ${S:-9}",
        "HEALTHCHECK NONE",
        "HEALTHCHECK --interval=5s --retries=2 CMD x $V",
      ]);
    case 13:
      return scene.shell
        ? dice.one(['SHELL ["/bin/sh", "-ec"]', 'SHELL ["/bin/sh", "-c"]', 'SHELL ["/bin/sh","-xc"]'])
        : "MAINTAINER me";
    default:
      return dice.one(["# a comment \\", "MAINTAINER it's me", "EXPOSE 1", ""]);
  }
};

function line(scene: Scene): string {
  const kind = scene.dice.number(12);
  if (kind < 4) return copyLine(scene);
  if (kind < 8 && scene.shell) return runLine(scene);
  return plain(scene);
}

function trigger(scene: Scene): string {
  const text = line(scene);
  return text === "" || /^(#|MAINTAINER|FROM)/.test(text) ? "ONBUILD ENV T=t" : `ONBUILD ${text}`;
}

const ground = [
  "RUN mkdir -p /data/sub /real /open /srv && chmod 1777 /open && echo d >/data/f && echo s >/data/sub/s && ln -s /real /lnk && ln -s /real/t /ft \\",
  "  && mkdir -p -m 750 /data/priv && chown 1000:8 /data/priv && ln /data/f /data/sub/hard && chmod 4711 /data/sub/s \\",
  "  && echo 'app:x:1000:1001::/home/app:/bin/sh' >>/etc/passwd && echo 'daemon:x:1:8::/:/bin/sh' >>/etc/passwd && echo 'app:x:1001:' >>/etc/group && echo 'www-data:x:33:app,daemon' >>/etc/group && echo 'more:x:1002:app' >>/etc/group",
];

export type RandomBuild = { readonly dockerfile: string; readonly flags: readonly string[] };

/** Names of the context are those of randomContext(). */
export function randomDockerfile(dice: Dice): RandomBuild {
  let count = 0;
  const serial = () => ++count;
  const earlier: string[] = [];
  const shells = new Map<string, boolean>();
  const lines: string[] = [];
  if (dice.once(6)) lines.push("# check=skip=all");
  lines.push(...dice.some(["ARG V=global", "ARG BASE=busybox", "ARG G=$V", "ARG U=1000"], 3));
  const base = lines.includes("ARG BASE=busybox") ? "${BASE}" : "busybox:latest";
  const stages = 1 + dice.number(dice.once(2) ? 2 : 4);
  for (let index = 0; index < stages; index++) {
    const from = index > 0 && dice.once(2) ? dice.one(earlier) : dice.once(6) ? "scratch" : base;
    const shell = shells.get(from) ?? from !== "scratch";
    const name = dice.one(["s", "st-", "a.b_"]) + index;
    lines.push(`FROM ${from} AS ${dice.once(4) ? name.toUpperCase() : name}`);
    if (from === base) lines.push(...ground);
    const scene = { dice, earlier: [...earlier], shell, serial };
    const many = 2 + dice.number(7);
    for (let step = 0; step < many; step++) lines.push(dice.once(10) ? trigger(scene) : line(scene));
    earlier.push(name);
    shells.set(name, shell);
  }
  const flags = [
    ...dice.some(["--build-arg=V=given", "--build-arg=N=", "--build-arg=U=app", "--build-arg=HTTP_PROXY=http://p.invalid"], 2),
    ...dice.some(["--label=l1=flag", "--add-host=h:10.0.0.1", "--shm-size=1m", "--ulimit=nofile=100:200"], 1),
    ...(dice.once(4) ? [`--target=${dice.one(earlier)}`] : []),
    "--build-context=named=@side@/named",
    "--secret=id=sec,src=@side@/secret",
  ];
  return { dockerfile: `${lines.join("\n")}\n`, flags };
}
