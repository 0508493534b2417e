/** Random COPY and ADD lines over the names of randomContext() and of the ground of every stage. */
import type { Dice } from "./dice.ts";
import type { Scene } from "./dockerfile.ts";

const targets = [
  "/srv",
  "/srv/",
  "/srv/new/x",
  "rel",
  "rel/",
  ".",
  "./",
  "/data/sub/",
  "/data",
  "/lnk/",
  "/lnk",
  "/ft",
  "/vol/x/",
  "$D/x",
  "${D:-/dd}/",
  "/data/priv/",
  "/",
  "/open/",
  "../up/",
  "/etc/hosts",
  "/etc/mtab",
  "/etc/resolv.conf",
  "/dev",
  "/proc",
  "/etc/x/",
  "/dev/own/",
  "/proc/x/",
  "/run/",
  "/tmp/t/u",
  "/open/root/in/",
  "/open/self/",
  "/ft/",
  "/etc/",
  "/home/app/",
];
const ofContext = [
  "a.txt",
  "b.sh",
  "dir",
  "dir/",
  "dir/sub",
  "lnk",
  "lnk/sub",
  "dir/*",
  "*.txt",
  "dir/link",
  "dir/s*",
  "deep",
  "bare",
  "hard.txt dir/two",
  "a.txt b.sh",
  "empty",
  "x[[]1].txt",
  "ü.txt",
  "dir/o?e",
  "nothing*",
  "/dir/../a.txt",
  ".",
  "node_modules deep",
];
const ofStages = [
  "/data",
  "/data/",
  "/data/f",
  "/data/sub",
  "/data/*",
  "/lnk",
  "/data/sub/s /data/f",
  "/etc/passwd",
  "/da*/s*",
  "data/priv",
  "/open",
  "/srv*",
  "/ft*",
  "/",
  "/etc",
  "/open/*",
  "/dev",
  "/root*",
  "/*",
  "/etc/hosts",
  "/etc/host*",
  "/etc/mtab",
  "/links",
];
const ofNamed = ["n.txt", "in", ".", "i*", "/in/i"];
const owners = ["1000", "1000:8", "app", "app:more", "daemon", "$U", "nosuch:nosuch", "0:0", ":5", "www-data:1"];
const modes = ["755", "0600", "4750", "u=rwX,go=rX", "go-w", "$M0644", "+x", "1777"];

function flags(dice: Dice): readonly string[] {
  return [
    ...(dice.once(3) ? [`--chown=${dice.one(owners)}`] : []),
    ...(dice.once(4) ? [`--chmod=${dice.one(modes)}`] : []),
    ...(dice.once(6) ? ["--link"] : []),
    ...(dice.once(7) ? dice.some(["--exclude=*.md", "--exclude=sub", "--exclude=**/o*", "--exclude=one"], 2) : []),
  ];
}

/** One COPY or ADD, perhaps of a heredoc. */
export function copyLine({ dice, earlier, serial }: Scene): string {
  const target = dice.one(targets);
  const options = flags(dice);
  const words = (list: readonly string[]) => list.join(" ");
  switch (dice.number(10)) {
    case 0:
    case 1:
    case 2: {
      if (earlier.length === 0) break;
      const from = dice.once(5) ? String(dice.number(earlier.length)) : dice.one(earlier);
      return words(["COPY", `--from=${from}`, ...options, dice.one(ofStages), target]);
    }
    case 3:
      return words(["COPY", "--from=named", ...options, dice.one(ofNamed), target]);
    case 4: {
      const quoted = dice.once(2) ? "'EOF'" : "EOF";
      const file = dice.once(2) ? `/open/h${serial()}` : target;
      const plain = options.filter((flag) => !flag.startsWith("--exclude"));
      return `${words([dice.one(["COPY", "ADD"]), ...plain, `<<${quoted}`, file])}\n$V \${N:-n} \\$V "q" 'r'\n\ttab\nEOF`;
    }
    case 5:
      return words([
        "ADD",
        ...options,
        dice.one(["pack.tgz", "pack.tgz a.txt", "p*", "--unpack=false pack.tgz"]).replace(/^(--\S+) /, "$1 "),
        target,
      ]);
    case 6:
      return `COPY ["with blank.txt", "${target}"]`;
    default:
  }
  return words([dice.once(5) ? "ADD" : "COPY", ...options, dice.one(ofContext), target]);
}
