/** Random RUN lines: what they write depends on nothing but the image, the build's arguments and the mounts. */
import type { Scene } from "./dockerfile.ts";

const look =
  "{ id; pwd; umask; env | sort; ls -ldn . /etc/x /dev/own /run /tmp /srv /data/* /vol rel 2>&1 | awk '{print $1,$2,$3,$4,$NF}'; }";

const changes = [
  "rm -rf /data/sub",
  "rm -f /data/f && mkdir -p /data/f",
  "mv /data/sub /data/moved",
  "chmod 700 /data /srv",
  "chown -R 1000:8 /data",
  "rm -rf /srv && ln -s /data /srv",
  "ln -f /data/f /open/l && echo more >>/open/l",
  "mkdir -p rel/x vol && touch -d @1000000000 rel/x/old",
  "echo v >/vol/w; mkdir -p /vol/z",
  "cp -a /data /open/data; mknod /open/p p",
  "rm -rf /data && mkdir /data && echo new >/data/n",
  "touch '/open/a b' /open/$(printf 'n\\tl')",
  "find /data -type f -exec chmod g+w {} +",
  "true",
  "rm -rf /srv /vol",
  "mv /real /real2 && ln -s real2 /real",
  "rm -rf rel; ln -s /open rel",
  "rm -f /data/sub/hard && echo again >/data/sub/hard",
  "echo x >>/data/sub/hard; touch -d @1 /data",
  "mkdir -p /open/deep/er && chown 3000000:70000 /open/deep && chmod 0 /open/deep/er",
  "rm -f /ft; ln -s ../data/f /ft; echo t >>/ft",
  "sed -i 's/^app:x:1000/app:x:1005/' /etc/passwd; addgroup -g 1100 late",
  "rm -f /etc/group",
  "mkdir -p /etc/x /run/lock /dev/own /tmp/t; echo r >/run/r; echo d >/dev/own/d",
  "cp /bin/busybox /open/bb && chmod 6755 /open/bb && ln /open/bb /open/bb2",
  "rm -rf /tmp /home; mkdir /home",
  "mv /data/f /open/f; mv /data/sub/s /data/f",
  "cd /open; mkdir -p w; mv w w2; mkdir w; echo 1 >w/1",
  "echo 9.9.9.9 z >>/etc/hosts",
  "ln -s / /open/root; ln -s . /open/self",
  "mkdir -p /links && ln /data/f /links/f && ln /links/f /links/g",
  "mkdir -p /links && ln /data/f /links/h; mv /data/f /links/moved; ln /data/sub/s /links/s",
  "ln -f /open/l /open/l2; rm -f /data/sub/hard; mv /links /links2",
];

const mounts = [
  "--mount=target=/m",
  "--mount=type=bind,source=dir,target=/m/in",
  "--mount=type=bind,from=named,target=m",
  "--mount=type=cache,target=/c,id=@run@",
  "--mount=type=cache,target=/c/d,id=@run@-$V,uid=1000,gid=8,mode=0770",
  "--mount=type=cache,target=/data/sub,id=@run@-s",
  "--mount=type=tmpfs,target=/open/t",
  "--mount=type=secret,id=sec",
  "--mount=type=secret,id=sec,target=/open/sec,mode=0444,uid=1",
  "--mount=type=secret,id=sec,env=SEC",
  "--mount=type=secret,id=none",
  "--mount=type=ssh",
  "--mount=type=bind,source=a.txt,target=/srv/deep/er/a.txt",
  "--mount=type=bind,target=/data,rw",
  "--mount=type=bind,source=dir,target=/lnk/m/n",
  "--mount=type=cache,target=/lnk,id=@run@-l",
  "--mount=type=tmpfs,target=/tmp",
  "--mount=type=tmpfs,target=/srv/new/../t/",
  "--mount=type=bind,source=/dir/../a.txt,target=/ft",
  "--mount=type=secret,id=sec,target=rel/sec",
  "--mount=type=bind,source=lnk,target=/etc/x/y",
  "--mount=type=tmpfs,target=/run",
  "--mount=type=cache,target=/vol/c,id=@run@-v,from=named,source=in",
  "--mount=type=bind,from=busybox,source=/etc/passwd,target=/etc/group",
  "--mount=type=secret,id=sec,target=/etc/x/z/sec",
  "--mount=type=tmpfs,target=${D:-/open/tt}",
  "--mount=type=bind,source=dir,target=/dev/m",
  "--mount=type=bind,source=$V,target=/open/mm",
];

/** One RUN in a stage that has busybox. */
export function runLine({ dice, earlier, serial }: Scene): string {
  const out = `/open/r${serial()}`;
  const body = dice.once(2) ? `${look} >${out} 2>&1` : `(${dice.one(changes)}) 2>/dev/null || echo failed >${out}`;
  const from = earlier.length > 0 && dice.once(4) ? [`--mount=from=${dice.one(earlier)},target=/st`] : [];
  const mounted = dice.once(2) ? [...dice.some(mounts, 2), ...from] : [];
  const seen =
    "find /m /st /c /etc/x /lnk/m /ft rel /run /dev/m /open/mm /open/t /data /run m -xdev 2>/dev/null | sort | xargs -r stat -c '%n %a %u %g %F %s'";
  const network = dice.once(12) ? ["--network=none"] : [];
  const start = ["RUN", ...network, ...mounted].join(" ");
  switch (dice.number(8)) {
    case 0:
      return `${start} <<EOF\n${body}\necho "$V" '\${N}' \\$V >>${out}.h || true\nEOF`;
    case 1:
      return `${start} cat <<-A <<'B' >${out} || true\n\tone $V\n\tA\ntwo $V\nB`;
    case 2:
      return `${start} ["sh", "-c", "${look.replaceAll('"', '\\"')} >${out}"]`;
    case 3:
      return `${start} <<'X'\n#!/bin/sh -e\n${body}\nX`;
    case 4:
      return `${start} ${body} \\\n  # in between\n\n  && true`;
    case 5:
      return mounted.length > 0 ? `${start} ${seen} | grep -v /run/secrets >${out} || true` : `${start}`;
    default:
      return mounted.length > 0
        ? `${start} { ${seen}; echo x >/c/n; echo y >/m/n; echo z >/open/t/n; cp -r /m/. /open/m; } >${out} 2>/dev/null || true`
        : `${start} ${body}`;
  }
}
