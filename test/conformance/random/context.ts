/** A random context: the names that random Dockerfiles speak of, with modes, times, links and a .dockerignore by chance. */
import type { Dice } from "./dice.ts";

const modes = ["644", "600", "755", "444", "4755", "2755", "640", "1666"];
const folderModes = ["755", "700", "1777", "2770", "555", "711"];
const times = [
  "2001-01-01 00:00:01",
  "1970-01-01 00:00:00",
  "2020-02-29 12:00:00.5",
  "1969-12-31 23:59:59",
  "2038-01-20 00:00:00",
];
const files = ["a.txt", "b.sh", "empty", "dir/one", "dir/two", "dir/.hid", "dir/sub/x", "dir/sub/y.md", "deep/a/b/c/d.txt"];
const folders = ["dir", "dir/sub", "deep", "deep/a", "deep/a/b", "bare"];

const patterns = [
  "*.md",
  "**/*.md",
  "!dir/sub/y.md",
  "**/one",
  "/a.txt",
  "bare",
  "dir/sub",
  "dir/*",
  "!dir/two",
  "deep/**/d.txt",
  "node_modules",
  ".git",
  "#dir",
  "*/.hid",
  "[ab].*",
  "!b.sh",
  "l?k",
];

/** The text of a context.sh. */
export function randomContext(dice: Dice): string {
  const lines = [
    "mkdir -p dir/sub deep/a/b/c bare node_modules/m .git",
    "printf 'a\\n' >a.txt; printf '#!/bin/sh\\necho b\\n' >b.sh; : >empty",
    "for f in dir/one dir/two dir/.hid dir/sub/x dir/sub/y.md deep/a/b/c/d.txt node_modules/m/i.js .git/HEAD; do echo $f >$f; done",
    "echo blank >'with blank.txt'; echo bracket >'x[1].txt'; echo umlaut >'ü.txt'",
    "ln -s one dir/link; ln -s ../a.txt dir/up; ln -s /etc/passwd dir/absolute; ln -s nowhere dir/dangling; ln -s dir lnk; ln -s sub dir/folder",
    "ln dir/two dir/sub/hard; ln a.txt hard.txt",
    "tar -C dir --sort=name --owner=1:1 --group=2:2 --mtime=@1000000000 -czf pack.tgz one sub link",
    'mkdir -p "$SIDE/named/in"; echo n >"$SIDE/named/n.txt"; echo i >"$SIDE/named/in/i"; chmod 600 "$SIDE/named/n.txt"; echo value >"$SIDE/secret"',
    ...dice.some(files, 4).map((file) => `chmod ${dice.one(modes)} ${file}`),
    ...dice.some(folders, 3).map((folder) => `chmod ${dice.one(folderModes)} ${folder}`),
    ...dice.some([...files, "dir/link"], 4).map((file) => `touch -h -d '${dice.one(times)} UTC' ${file}`),
  ];
  if (dice.once(4)) lines.push("mkfifo dir/fifo");
  if (dice.once(3))
    lines.push(
      `printf '%s\\n' ${dice
        .some(patterns, 5)
        .map((one) => `'${one}'`)
        .join(" ")} >.dockerignore`,
    );
  return `${lines.join("\n")}\n`;
}
