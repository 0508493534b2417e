/** Dockerfiles whose image must equal `docker build`'s. `files` is the context; a name ending in `/` is a folder, `-> x` a link. */
export type Case = {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Files whose time must be equal too (they were copied). */
  readonly timed?: RegExp;
};

const app = { "a.txt": "a\n", "b.txt": "b\n", "sub/c.txt": "c\n", "sub/deep/d.txt": "d\n", "run.sh": "#!/bin/sh\n" };

export const cases: readonly Case[] = [
  { name: "FROM alone", dockerfile: "FROM busybox\n" },
  { name: "metadata only", dockerfile: 'FROM busybox\nENV a=1 b="x y"\nLABEL k=v\nCMD ["sh"]\nMAINTAINER me <me@example>\n' },
  { name: "RUN shell form", dockerfile: "FROM busybox\nRUN mkdir -p /w && echo hi > /w/f && chmod 640 /w/f && ln -s f /w/l\n" },
  { name: "RUN exec form", dockerfile: 'FROM busybox\nRUN ["touch", "/made $HOME"]\n' },
  {
    name: "RUN that deletes",
    dockerfile: "FROM busybox\nRUN mkdir /d && touch /d/a /d/b\nRUN rm /d/a\nRUN rm -r /d && mkdir /d && touch /d/c\n",
  },
  { name: "RUN that changes nothing", dockerfile: "FROM busybox\nRUN true\nRUN touch /x\n" },
  {
    name: "environment of RUN",
    dockerfile:
      "FROM busybox\nENV e=1\nARG a=2\nARG unset\nUSER 1000:1000\nWORKDIR /tmp\nRUN env | grep -v HOSTNAME | sort > env; id > id; pwd > pwd; hostname > hostname\n",
  },
  {
    name: "ENV keeps order and place",
    dockerfile: "FROM busybox\nENV a=1\nENV b=2 c=$a\nENV a=3\nENV legacy one two\nENV PATH=/x:$PATH\nRUN echo $a$b$c > /out\n",
  },
  {
    name: "ENV words see the values before",
    dockerfile: "FROM busybox\nENV a=1\nENV a=2 b=$a c=${d:-x} e='$a' f=\"q $a\" g=a\\ b\n",
  },
  {
    name: "expansion modifiers",
    dockerfile: "FROM busybox\nENV v=abcabc e=\nENV a=${v:-x} b=${n:-x} c=${e:-x} d=${e-x} f=${v:+y} g=${n:+y}\n",
  },
  {
    name: "ARG and --build-arg",
    dockerfile: "FROM busybox\nARG a=1\nARG b\nARG c=$a\nRUN echo $a-$b-$c > /out\nENV k=$a\n",
    flags: ["--build-arg", "b=given", "--build-arg", "a=9"],
  },
  {
    name: "ARG before FROM",
    dockerfile: "ARG base=busybox\nARG t=latest\nFROM ${base}:$t\nARG base\nRUN echo $base-$t > /out\n",
  },
  { name: "ARG after ENV wins", dockerfile: "FROM busybox\nENV v=env\nARG v=arg\nRUN echo $v > /out\nENV w=$v\n" },
  {
    name: "ENV after ARG wins",
    dockerfile: "FROM busybox\nARG v=arg\nENV v=env\nRUN echo $v > /out\n",
    flags: ["--build-arg", "v=flag"],
  },
  {
    name: "platform args",
    dockerfile:
      "FROM busybox\nARG TARGETARCH\nARG BUILDPLATFORM\nARG TARGETSTAGE\nRUN echo $TARGETARCH $BUILDPLATFORM $TARGETSTAGE > /out\n",
  },
  { name: "LABEL", dockerfile: 'FROM busybox\nARG v=1\nLABEL a=$v "b c"="d e" f=\'g\' \\\n  h=i\nLABEL a=2\n' },
  {
    name: "USER by number and name",
    dockerfile:
      "FROM busybox\nRUN echo 'app:x:55:66::/home/app:/bin/sh' >> /etc/passwd && mkdir -p /home/app && chown 55:66 /home/app\nUSER app\nRUN id > /home/app/id; echo $HOME > /home/app/home\nUSER 77\nCMD id\n",
  },
  { name: "WORKDIR", dockerfile: "FROM busybox\nWORKDIR /a/b\nWORKDIR c\nWORKDIR ../d\nENV x=y\nWORKDIR $x\nRUN pwd > where\n" },
  {
    name: "WORKDIR owned by the user in force",
    dockerfile:
      "FROM busybox\nRUN echo 'app:x:55:66::/:/bin/sh' >> /etc/passwd\nUSER app\nWORKDIR /w/x\nUSER 4242\nWORKDIR /n/y\n",
  },
  {
    name: "WORKDIR through a link, and one that is there",
    dockerfile: "FROM busybox\nRUN mkdir /real && chmod 700 /real && ln -s /real /link\nWORKDIR /real\nWORKDIR /link/in\n",
  },
  { name: "CMD and ENTRYPOINT forms", dockerfile: 'FROM busybox\nENTRYPOINT echo $HOME\nCMD ["a", "b c"]\n' },
  { name: "ENTRYPOINT drops the base's CMD", dockerfile: 'FROM busybox\nENTRYPOINT ["ls"]\n' },
  { name: "CMD before ENTRYPOINT stays", dockerfile: 'FROM busybox\nCMD ["x"]\nENTRYPOINT ["ls"]\n' },
  { name: "clearing", dockerfile: 'FROM busybox AS base\nENTRYPOINT ["x"]\nCMD ["y"]\nFROM base\nENTRYPOINT []\nCMD []\n' },
  { name: "SHELL", dockerfile: 'FROM busybox\nSHELL ["/bin/sh", "-ec"]\nRUN echo $0 > /out\nCMD echo hi\nENTRYPOINT x\n' },
  { name: "EXPOSE", dockerfile: 'FROM busybox\nARG p="80 443/UDP"\nEXPOSE $p 8000-8002 53/udp\n' },
  {
    name: "VOLUME keeps what RUN writes later",
    dockerfile: 'FROM busybox\nVOLUME /data ["/x"]\nVOLUME ["/b c"]\nRUN mkdir -p /data && echo kept > /data/f\n',
  },
  {
    name: "a base with VOLUME",
    dockerfile: "FROM busybox AS base\nRUN mkdir /v && echo 1 > /v/a\nVOLUME /v\nFROM base\nRUN echo 2 > /v/b && rm /v/a\n",
  },
  { name: "STOPSIGNAL", dockerfile: "FROM busybox\nARG s=SIGUSR1\nSTOPSIGNAL $s\n" },
  {
    name: "HEALTHCHECK text",
    dockerfile:
      "FROM busybox\nHEALTHCHECK --interval=9s --timeout=1m30s --start-period=2s --retries=4 CMD wget -q localhost || exit 1\n",
  },
  {
    name: "HEALTHCHECK exec and replaced",
    dockerfile: 'FROM busybox AS b\nHEALTHCHECK --interval=9s --retries=5 CMD a\nFROM b\nHEALTHCHECK CMD ["x", "y"]\n',
  },
  {
    name: "HEALTHCHECK NONE",
    dockerfile: "FROM busybox AS b\nHEALTHCHECK CMD touch /probe\nFROM b\nRUN true\nHEALTHCHECK NONE\n",
  },
  { name: "scratch with a file", dockerfile: "FROM scratch\nCOPY a.txt /\nENV x=1\n", files: app, timed: /^\/a\.txt$/ },
  {
    name: "scratch with a binary of a stage",
    dockerfile:
      'FROM busybox AS b\nFROM scratch\nCOPY --from=b /bin/busybox /bin/sh\nRUN ["/bin/sh", "-c", "echo hi > /f"]\nUSER 5\nWORKDIR /w\n',
  },
  {
    name: "stages",
    dockerfile:
      "FROM busybox AS one\nARG x=1\nENV e=one\nWORKDIR /w\nRUN echo $x > f\nFROM one AS two\nRUN echo $x$e > g\nFROM busybox\nCOPY --from=two /w /w\nCOPY --from=0 /w/f /f2\nCOPY --from=ONE w/f /f3\n",
  },
  {
    name: "an unneeded stage that fails",
    dockerfile: "FROM busybox AS bad\nRUN false\nFROM busybox AS good\nRUN touch /ok\nFROM bad\n",
    flags: ["--target", "GOOD"],
  },
  {
    name: "COPY --from an image",
    dockerfile: "FROM scratch\nCOPY --from=busybox /etc/passwd /etc/group /e/\nCOPY --from=busybox:latest /bin/sh /bin/\n",
  },
  {
    name: "COPY one file",
    dockerfile: "FROM busybox\nCOPY a.txt /x/y/z\nCOPY a.txt /tmp/\nCOPY a.txt /tmp\nCOPY run.sh /bin/tool\n",
    files: app,
    timed: /\.txt$|\/z$|tool$/,
  },
  {
    name: "COPY several and globs",
    dockerfile: "FROM busybox\nCOPY a.txt b.txt /two/\nCOPY *.txt /glob/\nCOPY s?b/[a-c].txt /class/\n",
    files: app,
    timed: /\.txt$/,
  },
  {
    name: "COPY a folder",
    dockerfile: "FROM busybox\nWORKDIR /app\nCOPY . .\nCOPY sub /sub\nCOPY sub/ other/\n",
    files: app,
    timed: /\.txt$/,
  },
  {
    name: "COPY over what is there",
    dockerfile:
      "FROM busybox\nRUN mkdir -p /d/sub && chmod 700 /d /d/sub && chown 3:3 /d /d/sub && echo old > /d/a.txt && ln -s /etc/group /d/b.txt\nCOPY . /d\n",
    files: app,
    timed: /\.txt$/,
  },
  {
    name: "COPY through links",
    dockerfile:
      "FROM busybox\nRUN mkdir -p /real && ln -s /real /lnk && ln -s /real/t /ft && touch /real/t\nCOPY a.txt /lnk/\nCOPY a.txt /lnk\nCOPY b.txt /ft\nCOPY sub /lnk/sub\n",
    files: app,
    timed: /\.txt$/,
  },
  {
    name: "COPY links of the context",
    dockerfile: "FROM busybox\nCOPY . /all\nCOPY l.txt /one\n",
    files: { ...app, "l.txt": "-> a.txt", "sub/up": "-> ../b.txt", dangling: "-> nowhere" },
    timed: /\.txt$/,
  },
  {
    name: "COPY --chown",
    dockerfile:
      "FROM busybox\nRUN echo 'app:x:55:66::/:/bin/sh' >> /etc/passwd && echo 'grp:x:77:' >> /etc/group\nCOPY --chown=app a.txt /n/a\nCOPY --chown=app:grp . /g\nCOPY --chown=12 a.txt /u\nCOPY --chown=12:13 sub /s/t\nCOPY --chown=nobodyknows a.txt /w\n",
    files: app,
  },
  { name: "COPY --chmod", dockerfile: "FROM busybox\nCOPY --chmod=600 a.txt /n/a\nCOPY --chmod=0751 sub /s\n", files: app },
  {
    name: "COPY --from keeps owners and modes",
    dockerfile:
      "FROM busybox AS b\nRUN mkdir -p /t/d && echo x > /t/f && chown 5:6 /t/f && chmod 4755 /t/f && ln /t/f /t/hard && ln -s f /t/soft && chmod 1777 /t/d\nFROM busybox\nCOPY --from=b /t /u\nCOPY --from=b --chown=9:9 /t/f /v/\nCOPY --from=b /t/* /w/\n",
  },
  {
    name: "COPY with JSON, blanks and dot names",
    dockerfile: 'FROM busybox\nCOPY ["with blank", ".dot", "/x y/"]\n',
    files: { "with blank": "1", ".dot": "2" },
    timed: /x y\//,
  },
  {
    name: "COPY with variables",
    dockerfile: "FROM busybox\nARG src=sub\nENV dst=/to\nCOPY ${src}/c.txt $dst/$src/\n",
    files: app,
  },
  {
    name: ".dockerignore",
    dockerfile: "FROM busybox\nCOPY . /all\n",
    files: { ...app, ".dockerignore": "# no\n*.txt\n!b.txt\nsub/*\n!sub/deep\n" },
    timed: /\.txt$/,
  },
  {
    name: "ADD of paths",
    dockerfile: "FROM busybox\nADD a.txt /x/\nADD sub /y\nADD --chown=1:2 --chmod=640 b.txt /z\n",
    files: app,
    timed: /\.txt$/,
  },
  {
    name: "comments and continuations",
    dockerfile: "# first\nFROM busybox\nRUN echo a \\\n  # comment\n\n  b > /out && \\ \n echo c >> /out\nENV a=1 \\\n    b=2\n",
  },
  { name: "CRLF", dockerfile: "FROM busybox\r\nRUN echo a \\\r\n  b > /out\r\nENV x=1\r\n" },
  { name: "escape directive", dockerfile: "# escape=`\nFROM busybox\nRUN echo a `\n b > /out\nENV p=C:\\x q=`$x\n" },
  {
    name: "hostname",
    dockerfile: "FROM busybox\nRUN hostname > /n; mkdir -p /etc; test -e /etc/hostname && echo there > /h; true\n",
  },
];
