/** Copies that both builders carry out. Contexts are made by a script; times of 2001 show whether they were kept. */
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { packTar } from "../../../src/context/tar-write.ts";
import type { Case } from "./differential.ts";

const old = "find . -exec touch -h -d @1000000000 {} +";
const tree = `umask 022; mkdir -p d/s/t e/s; echo 1 >d/x; echo 22 >d/s/y; echo 333 >d/.hidden; ln -s x d/link; ln -s s d/dirlink
echo f >f; echo gg >g; echo e >e/s/y; chmod 4750 d/s; chmod 6711 d/x; chmod 600 e/s/y g; chmod 700 d; ${old}`;
const users = `RUN echo "bob:x:1001:1002::/:/bin/sh" >>/etc/passwd; echo "staff:x:50:bob" >>/etc/group; echo "bob:x:77:" >>/etc/group`;
const archives = `umask 022; mkdir t; cd t; mkdir -p s/t; echo 1 >s/1; echo 22 >s/2; ln s/2 s/2l; ln -s 2 s/l; ln -s /etc s/abs; chmod 4711 s/2; chmod 700 s
${old}; mknod s/b b 7 8; mkfifo s/p; n=$(printf 'é%.0s' $(seq 60)); mkdir -p s/$n/$n; echo long >s/$n/$n/$n
tar="tar --owner=7 --group=3000000 --numeric-owner"; $tar -cf ../a.tar s; $tar --format=gnu -cf ../gnu.tar s; $tar --format=posix -cf ../pax.tar s
gzip -nk ../a.tar; bzip2 -k ../a.tar; xz -k ../a.tar; zstd -qk ../a.tar; $tar -cf ../part.tar s/2 s/l; $tar -cf ../dot.tar .; cd ..; rm -rf t
cp a.tar.gz misnamed.txt; echo no >no.tar; : >empty.tar; head -c 1024 /dev/zero >zeros.tar; echo hi | gzip -n >no.gz; mkdir d; cp a.tar d; ln -s a.tar link.tar; ${old}`;

export const cases: readonly Case[] = [
  {
    name: "files and directories to missing places",
    context: tree,
    lines: [
      { copy: ["f"], to: "/new1" },
      { copy: ["f"], to: "/new2/" },
      { copy: ["f"], to: "/new3/a/b" },
      { copy: ["d"], to: "/new4" },
      { copy: ["d/"], to: "/new5/" },
      { copy: ["./d/../d/."], to: "/new6/a/." },
      { copy: ["../../f"], to: "/new7/./x//y" },
      { copy: ["."], to: "/new8" },
      { copy: ["/"], to: "/new9" },
      { copy: ["d"], to: "/" },
    ],
  },
  {
    name: "several sources, and what the first one leaves for the next",
    context: tree,
    lines: [
      { copy: ["f", "g"], to: "/same" },
      { copy: ["f", "d"], to: "/dir/" },
      { copy: ["d", "f"], to: "/dirfirst" },
      { copy: ["d", "e"], to: "/merged" },
      { copy: ["[fg]"], to: "/globsame" },
    ],
  },
  {
    name: "the working directory",
    context: tree,
    lines: [
      { workdir: "/w/v" },
      { copy: ["f"], to: "." },
      { copy: ["g"], to: "./" },
      { copy: ["d"], to: "sub" },
      { copy: ["f"], to: "../up" },
      { copy: ["f"], to: "../../../../top" },
      { workdir: "rel" },
      { copy: ["f"], to: "" },
    ],
  },
  {
    name: "existing directories keep what is theirs at the top, take over below",
    base: "RUN mkdir -p /d/s/t && chmod 711 /d && chmod 777 /d/s && chown -R 5:6 /d && echo old >/d/x && ln -s /etc/passwd /d/link && echo kept >/d/s/kept",
    context: tree,
    lines: [
      { copy: ["d"], to: "/d" },
      { copy: ["f"], to: "/d" },
      { copy: ["e"], to: "/d/" },
    ],
  },
  {
    name: "links at the destination are written through",
    base: `RUN mkdir -p /d1 /real/sub && echo old >/d2 && ln -s /d1 /l1 && ln -s /d2 /l2 && ln -s /d3 /l3 && ln -s /d4/e /l4 && ln -s d5 /l5 \\
 && ln -s real/sub /l6 && ln -s /l6 /l7 && ln -s /l7/deep /l8 && ln -s /d2 /real/f && mkdir /run2 && ln -s /run2 /real/run`,
    context: tree,
    lines: [
      { copy: ["f"], to: "/l1" },
      { copy: ["f"], to: "/l2" },
      { copy: ["f"], to: "/l3" },
      { copy: ["f"], to: "/l4" },
      { copy: ["f"], to: "/l5/q" },
      { copy: ["d"], to: "/l7" },
      { copy: ["d"], to: "/l8" },
      { copy: ["g"], to: "/real/run/new/" },
      // the name inside a directory is replaced, not followed
      { copy: ["f"], to: "/real/" },
    ],
  },
  {
    name: "source links",
    context: `mkdir -p x/y a; echo 1 >x/y/f; ln -s ../x/y a/b; ln -s /x x/y/l; ln -s x/y/f lf; ln -s ../../../x/y/f out; ln -s x ld; ln -s /x/y/f abs; ${old}`,
    lines: [
      { copy: ["lf"], to: "/new1" },
      { copy: ["lf"], to: "/new2/" },
      { copy: ["ld"], to: "/new3" },
      { copy: ["a/b/f"], to: "/new4" },
      { copy: ["a/b/l/y/f"], to: "/new5/" },
      { copy: ["out", "abs"], to: "/new6/" },
      { copy: ["l*"], to: "/new7/" },
      { copy: ["ld/*"], to: "/new8/" },
    ],
  },
  {
    name: "globs",
    context: `mkdir -p dda/s ddb/s; echo 1 >dda/x; echo two >ddb/x2; ln -s dda ld; ln -s ddb ldx; echo >dda/.h; echo three >ddb/s/q; echo >.dot; echo b >'a*b'; echo c >acb; echo e >é1; ${old}`,
    lines: [
      { copy: ["*/x*"], to: "/new1/" },
      { copy: ["*/s/*"], to: "/new3/" },
      { copy: ["?d?/x"], to: "/new4/" },
      { copy: ["*"], to: "/new5/" },
      { copy: ["d*/"], to: "/new6/" },
      { copy: ["a\\*b*"], to: "/new7/" },
      { copy: ["[^a-c]*"], to: "/new8/" },
      { copy: ["?1"], to: "/new9/" },
      { copy: ["nothing*"], to: "/newa/" },
      { copy: ["dda/x", "none?"], to: "/newb/" },
    ],
  },
  {
    name: "hard links stay within one directory",
    allowed: [
      { old: true, line: /^\/new4: mode 0640, expected 0755$/, why: "its created directories are 0755 whatever the octal mode" },
    ],
    context: `mkdir -p d/s; echo f >d/a; ln d/a d/b; ln d/a d/s/c; echo g >d/z; ln d/z outside; ${old}`,
    lines: [
      { copy: ["d"], to: "/new1" },
      { copy: ["d/a", "d/b"], to: "/new2/" },
      { copy: ["d/*"], to: "/new3/" },
      { copy: ["d"], to: "/new4", chown: "5:6", chmod: "640" },
    ],
  },
  {
    name: "special files",
    unjudgedByOld: "it drops fifos and makes files of devices",
    context: `mkdir d; mkfifo d/p; mknod d/c c 1 3; mknod d/b b 7 300; perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("d/sock"))'; echo x >d/f; chmod 4755 d/f; chmod 000 d/p; ${old}`,
    lines: [{ copy: ["d"], to: "/new" }],
  },
  {
    name: "names",
    context: `n=$(printf 'é%.0s' $(seq 100)); mkdir -p $n/$n/$n; echo 1 >$n/$n/$n/$n; ln -s $n/$n/$n/$n lnk; echo 1 >'sp ace'; echo 2 >'new
line'; echo 3 >'q"uote'; echo 4 >😀; echo 5 >'back\\slash'; m=$(printf 'a%.0s' $(seq 99)); mkdir $m; echo >$m/$m; ln $m/$m $m/hard; ${old}`,
    lines: [{ copy: ["."], to: "/new" }],
  },
  {
    name: "times",
    context: "mkdir d; touch -d @0 d/b; touch -d @1.9 d/c; touch -d @4000000000 d/e",
    lines: [{ copy: ["d"], to: "/new" }],
  },
  {
    name: "empty directories and empty files",
    allowed: [
      { old: true, line: /^\/new3: mode 0711, expected 0755$/, why: "its created directories are 0755 whatever the octal mode" },
    ],
    context: "mkdir -p q/r; : >q/f",
    lines: [
      { copy: ["q/r"], to: "/new1/a" },
      { copy: ["q"], to: "/new2" },
      { copy: ["q/r"], to: "/new3", chmod: "711", chown: "5" },
    ],
  },
  {
    name: "chown",
    base: users,
    context: tree,
    lines: [
      ...[
        "bob",
        "bob:staff",
        "bob:bob",
        "5",
        "5:nope",
        "nope",
        "bob:nope",
        "nope:staff",
        "bob:",
        ":staff",
        "5:",
        "1001",
        "root:5",
        "+5",
      ],
      ...["5:7:8", "2147483648", "2147483647", "3000000:3000001", "bob:root", "007", ":", "-1", "-2:-5", ""],
    ].map((chown, index) => ({ copy: ["f"], to: `/new/${index}/`, chown })),
  },
  {
    name: "chown of trees and of directories made on the way",
    base: `${users}\nRUN mkdir /d9 && chown 3:4 /d9`,
    context: tree,
    lines: [
      { copy: ["f"], to: "/new/a/b/1", chown: "bob" },
      { copy: ["d"], to: "/new2/x", chown: "7:8" },
      { copy: ["d"], to: "/d9", chown: "7:8" },
      { copy: ["d"], to: "/d9/n/", chown: "7:8" },
    ],
  },
  {
    name: "odd passwd files",
    unjudgedByOld: "it fails without /etc/group",
    base: `RUN rm /etc/passwd; ln -s /pw /etc/passwd; printf '#c:x:1:1\\n\\n bob:x:12:13::/:\\nbob:x:14:15\\nal:x:abc:7\\nshort\\nann:x:55\\n' >/pw; rm -f /etc/group`,
    context: "echo >f",
    lines: ["bob", "al", "short", "ann", "bob:bob", "#c"].map((chown, index) => ({ copy: ["f"], to: `/new/${index}`, chown })),
  },
  {
    name: "octal chmod",
    unjudgedByOld: "it keeps the special bits of the source and makes directories 0755",
    context: tree,
    lines: ["640", "777", "0", "4755", "2750", "1777", "0644", "7"].flatMap((chmod, index) => [
      { copy: ["f"], to: `/new/${index}/a/b`, chmod },
      { copy: ["d"], to: `/new/${index}/d`, chmod },
    ]),
  },
  {
    name: "symbolic chmod",
    unjudgedByOld: "it has no symbolic modes and leaves the files as they are",
    context: `mkdir d; echo 1 >d/x; echo 2 >d/y; echo 3 >d/z; ln -s x d/l; chmod 1751 d/x; chmod 4764 d/y; chmod 640 d/z; mkdir d/s; chmod 3771 d/s; mkfifo d/p`,
    lines: [
      ...[
        "+x",
        "u=rwX,go=rX",
        "g+s,o+t,u+s",
        "go=u",
        "a=r,+w",
        "a+t",
        "u+t",
        "g+t",
        "+t",
        "o+t",
        "u+x,a+X",
        "ug+s",
        "+s",
        "o+s",
        "a=rx",
        "u=g",
        "=",
      ],
      ...[
        "u=rw+x-r",
        "a=st",
        "u+",
        "+",
        "a+rwxXst",
        "u+rg",
        "g=uo",
        "u=x+",
        "--",
        "u++x",
        "u+x-w=r",
        "u=gr",
        "u=rg",
        "a-x,a+X",
        "o-u",
        "g-u",
        "ug=o",
      ],
      ...["g=s", "o=t", "a-s", "u-rwx,g=,o=X", "aa+x", "uo=Xr", "u+Xg", "=X", "u=s+g"],
    ].map((chmod, index) => ({ copy: ["d"], to: `/new/${index}`, chmod })),
  },
  {
    name: ".dockerignore decides before anything is found",
    context: `mkdir -p a/b docs/private keep; for f in a/1 a/b/2 docs/r.md docs/r.txt docs/private/p.md keep/k x.log; do echo $f >$f; done
printf '*.log\\ndocs\\n!docs/*.md\\na\\n!a/b/2\\n' >.dockerignore; chmod 711 a a/b docs; ln -s a/b/2 in; ${old}`,
    lines: [
      { copy: ["."], to: "/new1" },
      { copy: ["docs"], to: "/new2" },
      { copy: ["a/b"], to: "/new3" },
      { copy: ["*"], to: "/new4/" },
      { copy: ["in"], to: "/new5" },
      { copy: ["docs/*"], to: "/new6/" },
    ],
  },
  {
    name: "from an image: owners, times and links stay",
    unjudgedByOld: "it drops fifos, makes files of devices and keeps setuid through chmod",
    from: `RUN mkdir -p /src/s /empty; echo 1 >/src/f; ln /src/f /src/s/h; ln -s f /src/l; chown 3:4 /src/f /src/s; chown -h 8:9 /src/l; chown 9:9 /src; chmod 4755 /src/f \\
 && chmod 700 /src/s /src; ln -s /src /lsrc; mkfifo /src/p; mknod /src/c c 1 3; touch -h -d @1000000000 /src/* /src/s/*; ln -s s/h /src/sl`,
    lines: [
      { copy: ["/src"], to: "/new", from: true },
      { copy: ["/src/f"], to: "/new2/", from: true },
      { copy: ["/src/*"], to: "/new3/", from: true },
      { copy: ["src/s/h", "src/f"], to: "/new4/", from: true },
      { copy: ["/lsrc/"], to: "/new5/", from: true },
      { copy: ["/lsrc/l"], to: "/new6/", from: true },
      { copy: ["/src"], to: "/new7", from: true, chown: "1:2" },
      { copy: ["/src"], to: "/new8", from: true, chmod: "755" },
      { copy: ["/src/sl"], to: "/new9", from: true },
      { copy: ["/lsr*"], to: "/newa/", from: true },
      { copy: ["/lsrc/[fs]*"], to: "/newb/", from: true, chmod: "u=rwX,go=" },
      { copy: ["/none*", "/etc/*.none"], to: "/newc/", from: true },
      { copy: ["/empty"], to: "/newd", from: true },
      { copy: ["/*/f"], to: "/newe/", from: true },
    ],
  },
  {
    name: "capabilities stay, from an archive and from an image, with chown and chmod too",
    allowed: [
      { old: true, line: /^\/new3: mode 0700, expected 0755$/, why: "its created directories are 0755 whatever the octal mode" },
    ],
    prepare: async (folder) => {
      const capability = Buffer.from("0100000280200080000000000000000000000000", "hex").toString("latin1");
      const file = {
        type: "file",
        mode: 0o755,
        uid: 0,
        gid: 0,
        size: 2,
        mtime: 1_000_000_000,
        content: Buffer.from("x\n"),
      } as const;
      const pax = { "SCHILY.xattr.security.capability": capability };
      const members = [
        { ...file, name: "c/cap", pax },
        { ...file, name: "c/plain" },
      ];
      await pipeline(packTar(members), createWriteStream(join(folder, "cap.tar")));
    },
    from: "ADD cap.tar /",
    lines: [
      { add: true, copy: ["cap.tar"], to: "/new1" },
      { copy: ["/c"], to: "/new2", from: true },
      { copy: ["/c/cap"], to: "/new3/", from: true, chown: "5", chmod: "700" },
    ],
  },
  {
    name: "the whole of an image",
    from: "RUN echo 1 >/one && mkdir -p /var/x && ln /one /var/x/two",
    base: "scratch",
    lines: [{ copy: ["/"], to: "/", from: true }],
    allowed: [
      {
        store: "containerd",
        line: /^\/dev: missing/,
        why: "this store's commit leaves out folders that look like the stand-ins it puts into every container",
      },
    ],
  },
  {
    name: "ADD of archives",
    unjudgedByOld: "it does not unpack zstd and does not apply chown to archives",
    context: archives,
    lines: [
      { add: true, copy: ["a.tar"], to: "/new1" },
      { add: true, copy: ["a.tar.gz"], to: "/new2/" },
      { add: true, copy: ["a.tar.bz2"], to: "/new3/q", chown: "5:6" },
      { add: true, copy: ["a.tar.xz"], to: "/new4" },
      { add: true, copy: ["a.tar.zst"], to: "/new5" },
      { add: true, copy: ["part.tar"], to: "/new6/a", chmod: "777" },
      { add: true, copy: ["part.tar"], to: "/new7/a/", chown: "5:6" },
      { add: true, copy: ["a.tar", "no.tar", "part.tar"], to: "/new8/" },
      { add: true, copy: ["a*.gz"], to: "/new9" },
      { add: true, copy: ["dot.tar"], to: "/newa" },
      { add: true, copy: ["gnu.tar"], to: "/newb" },
      { add: true, copy: ["pax.tar"], to: "/newc" },
      { add: true, copy: ["link.tar"], to: "/newd" },
      { add: true, copy: ["misnamed.txt"], to: "/newe" },
      { copy: ["a.tar"], to: "/newf" },
    ],
    // Archives that share a place: the second extraction breaks hard links of the first one; both builders agree on it.
  },
  {
    name: "ADD of what is not an archive",
    context: archives,
    lines: [{ add: true, copy: ["no.tar", "empty.tar", "zeros.tar", "no.gz", "d"], to: "/new/" }],
  },
  {
    name: "an archive replaces what is in its way",
    base: "RUN mkdir -p /new/s/2 && chmod 777 /new/s && echo >/new/s/2/x && echo >/new/s/t && ln -s /etc/passwd /new/s/1 && mkdir /d2 && ln -s /d2 /new2",
    context: archives,
    lines: [
      { add: true, copy: ["a.tar"], to: "/new" },
      { add: true, copy: ["a.tar"], to: "/new2" },
    ],
  },
  {
    name: "WORKDIR",
    base: `${users}\nRUN mkdir /d1 && ln -s /d1 /x1 && ln -s /d2/q /x2 && chown 5:5 /d1`,
    lines: [
      { workdir: "/new/a", user: "bob" },
      { workdir: "/new/b/c", user: "42" },
      { workdir: "/new2", user: "nope" },
      { workdir: "/new3", user: "bob:99" },
      { workdir: "/new4", user: "42:bob" },
      { workdir: "/x1/e", user: "42" },
      { workdir: "/x2", user: "42" },
      { workdir: "/x1", user: "bob" },
      { workdir: "/new5", user: "root:5" },
    ],
  },
  {
    name: "an empty stage",
    unjudgedByOld: "it fails without /etc/passwd",
    base: "scratch",
    context: tree,
    lines: [
      { copy: ["f"], to: "/", chown: "5:6" },
      { copy: ["d"], to: "/a/b", chown: "bob" },
      { workdir: "/w", user: "bob" },
    ],
  },
];
