/** Dockerfiles whose config and history are compared with docker build's. Each stands by itself; `ctx` has the files a, sub/b and empty/. */
export type HistoryCase = {
  readonly name: string;
  readonly text: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** Named contexts: `folder` is a folder of the test, else an image. */
  readonly contexts?: Readonly<Record<string, string>>;
  readonly platform?: string;
};

const lines = (...text: readonly string[]): string => `${text.join("\n")}\n`;

const metadata: readonly HistoryCase[] = [
  { name: "FROM alone", text: lines("FROM busybox") },
  { name: "FROM scratch alone", text: lines("FROM scratch") },
  { name: "scratch with metadata only", text: lines("FROM scratch", "LABEL a=b", "ENV c=d", "MAINTAINER me <m@x>") },
  {
    name: "every metadata instruction",
    text: lines(
      "FROM busybox",
      'MAINTAINER A "B" <c>',
      "ARG x=1 y",
      'ARG z="a b"',
      "ENV a=1 b=\"c d\" e=''",
      "ENV k v  w",
      'LABEL l="x y" m=2 "quo ted"="a\\"b"',
      "CMD echo 'hi'",
      'ENTRYPOINT ["a", "b c"]',
      'SHELL ["/bin/sh", "-e", "-c"]',
      "EXPOSE 80 443/UDP 8000-8002 80/tcp",
      "VOLUME /a /b",
      'VOLUME [" /c d "]',
      "USER  nobody",
      "STOPSIGNAL 9",
      "ONBUILD RUN echo",
    ),
  },
  {
    name: "quoting of CMD and ENTRYPOINT",
    text: lines(
      "FROM busybox",
      'CMD ["a\\tb", "é\\"<>&", "\\u0001\\u007f", "\\u200b\\u00a0", "😀", "\\\\", "\\u0007\\u000b"]',
      "ENTRYPOINT a \\\n  b",
    ),
  },
  { name: "empty CMD and ENTRYPOINT", text: lines("FROM busybox", "CMD []", "ENTRYPOINT []") },
  {
    name: "HEALTHCHECK with every option",
    text: lines(
      "FROM busybox",
      "HEALTHCHECK --interval=5s --timeout=1m30s --start-period=1h --start-interval=1500ms --retries=3 CMD a 'b'",
    ),
  },
  {
    name: "HEALTHCHECK texts",
    text: lines(
      "FROM busybox",
      'HEALTHCHECK --interval=1.5ms CMD ["a", "b c"]',
      "HEALTHCHECK --retries=39 CMD x",
      "HEALTHCHECK --retries=34 CMD x",
      "HEALTHCHECK --retries=92 CMD x",
      "HEALTHCHECK --retries=1000 CMD x",
      "HEALTHCHECK NONE",
    ),
  },
  {
    name: "words that expand to nothing",
    text: lines("FROM busybox", "ENV E=", "USER $E", "EXPOSE $E", "WORKDIR $E", "LABEL x=$E", "ENV f=$E"),
  },
  { name: "EXPOSE of several words in a variable", text: lines("FROM busybox", 'ENV P="90 91/udp"', "EXPOSE $P 7") },
];

const layers: readonly HistoryCase[] = [
  { name: "RUN that changes nothing", text: lines("FROM busybox", "RUN true", "RUN true", "LABEL a=b") },
  { name: "RUN without a word", text: lines("FROM busybox", "RUN") },
  { name: "RUN in exec form", text: lines("FROM busybox", 'RUN ["echo", "a b"]') },
  { name: "WORKDIR that exists", text: lines("FROM busybox", "WORKDIR /tmp", "WORKDIR /", "WORKDIR tmp/../bin") },
  { name: "WORKDIR that is new", text: lines("FROM busybox", "WORKDIR /x/y", "WORKDIR z") },
  { name: "WORKDIR in scratch", text: lines("FROM scratch", "WORKDIR /x", "WORKDIR /x") },
  { name: "WORKDIR / in scratch", text: lines("FROM scratch", "WORKDIR /") },
  { name: "COPY of nothing", text: lines("FROM busybox", "COPY nothing* /", "COPY empty /bin") },
  { name: "COPY of nothing into scratch", text: lines("FROM scratch", "COPY nothing* /") },
  {
    name: "COPY and ADD texts",
    text: lines("FROM busybox", "ENV f=a", "COPY --chown=1:2 --chmod=600 $f sub/b /x/", 'ADD ["a", "/q/"]', "COPY . /all"),
  },
  {
    name: "a volume of the base",
    text: lines("FROM busybox AS v", "VOLUME /v", "RUN true", "FROM v", "RUN mkdir -p /v && touch /v/f"),
  },
];

const stages: readonly HistoryCase[] = [
  {
    name: "FROM a stage",
    text: lines("FROM busybox AS a", "ENV Q=1", "MAINTAINER me", "RUN echo hi >/f", "FROM a", "WORKDIR /bin", "CMD x"),
  },
  {
    name: "a stage that is needed and one that is not",
    text: lines("FROM busybox AS A", "RUN touch /x", "FROM busybox AS bad", "RUN false", "FROM scratch", "COPY --from=a /x /"),
  },
  { name: "--target in another case", text: lines("FROM busybox AS One", "ENV a=1", "FROM busybox"), target: "oNE" },
  {
    name: "the last of two stages with one name",
    text: lines("FROM busybox AS s", "ENV a=1", "FROM busybox AS s", "ENV a=2", "FROM s"),
  },
  { name: "COPY --from a number", text: lines("FROM busybox", "RUN touch /x", "FROM scratch", "COPY --from=0 /x /y") },
  { name: "a stage without layers", text: lines("FROM scratch AS e", "ENV a=1", "FROM e", "COPY a /") },
  {
    name: "ENTRYPOINT and CMD across stages",
    text: lines("FROM busybox AS a", 'CMD ["x"]', "FROM a", 'ENTRYPOINT ["e"]', "FROM a AS b", 'CMD ["y"]', 'ENTRYPOINT ["e"]'),
  },
];

const args: readonly HistoryCase[] = [
  {
    name: "ARG and ENV take turns",
    text: lines("FROM busybox", "ARG x=1", "RUN true", "ENV x=2", "RUN true", "ARG x=4", "RUN echo $x >/x", "ARG x", "RUN true"),
  },
  {
    name: "predefined args",
    text: lines(
      "FROM busybox AS fin",
      "ARG TARGETSTAGE",
      "ARG BUILDPLATFORM TARGETPLATFORM BUILDOS TARGETOS BUILDARCH TARGETARCH BUILDVARIANT TARGETVARIANT BUILDOSVERSION",
      "RUN true",
    ),
    args: { BUILDPLATFORM: "linux/foo" },
  },
  { name: "TARGETSTAGE without a name", text: lines("FROM busybox", "ARG TARGETSTAGE", "LABEL s=$TARGETSTAGE") },
  {
    name: "TARGETSTAGE of --target",
    text: lines("FROM busybox AS One", "ARG TARGETSTAGE", "LABEL s=$TARGETSTAGE", "FROM busybox"),
    target: "One",
  },
  {
    name: "several ARGs on a line",
    text: lines("ARG g=1 h=$g", "FROM busybox", "ARG g h=2 i=$g$h j", "RUN true", "LABEL l=$g$h$i$j"),
    args: { j: "7", unused: "1" },
  },
  {
    name: "ARGs of the parent stage",
    text: lines("FROM busybox AS p", "ARG a=1", "ENV b=$a", "FROM p", "ARG c=$a", "RUN true", "ENV d=$a$b$c"),
  },
  {
    name: "proxies are nowhere, but where ARG declares them",
    text: lines("FROM busybox", "RUN true", "ARG HTTP_PROXY", "RUN true", "RUN env | sort | grep -i proxy >/p; true"),
    args: { HTTP_PROXY: "http://p:1", no_proxy: "x" },
  },
  {
    name: "BUILDKIT_ args",
    text: lines(
      "FROM busybox",
      "ARG BUILDKIT_SBOM_SCAN_STAGE=true BUILDKIT_CACHE_MOUNT_NS=n BUILDKIT_X=1",
      "RUN env | grep BUILDKIT >/e",
    ),
    args: { BUILDKIT_X: "2" },
  },
  {
    name: "SOURCE_DATE_EPOCH",
    text: lines("FROM busybox", "WORKDIR /wd/e", "RUN ls -l / >/l", "LABEL a=b"),
    args: { SOURCE_DATE_EPOCH: "1000000000" },
  },
  {
    name: "SOURCE_DATE_EPOCH by ARG has no say",
    text: lines(
      "ARG SOURCE_DATE_EPOCH=1000000000",
      "FROM busybox",
      "ARG SOURCE_DATE_EPOCH",
      "WORKDIR /wd",
      "RUN echo $SOURCE_DATE_EPOCH >/e",
    ),
  },
  { name: "--label", text: lines("FROM busybox", "LABEL a=1 b=1"), labels: { z: "1", a: "2" } },
  {
    name: "FROM with an argument",
    text: lines("ARG base=busybox", "ARG tag=latest", "FROM ${base}:${tag:-x}", "ARG base", "LABEL b=$base"),
  },
];

const onbuild: readonly HistoryCase[] = [
  {
    name: "ONBUILD of a stage",
    text: lines(
      "FROM busybox AS b",
      "ONBUILD ENV a=1 b=$X",
      "ONBUILD RUN echo $a > /f",
      "ONBUILD ARG Z=3",
      "ONBUILD COPY --from=st /bin/true /t",
      'ONBUILD LABEL q="x"',
      "ONBUILD CMD c",
      "ONBUILD WORKDIR /w",
      "FROM busybox AS st",
      "FROM b",
      'ENTRYPOINT ["e"]',
      "LABEL z=$Z",
    ),
    args: { X: "y" },
  },
  {
    name: "ONBUILD through three generations",
    text: lines(
      "FROM busybox AS a",
      "ONBUILD RUN echo 1 >>/n",
      "ONBUILD ENV n=1",
      "FROM a AS b",
      "ONBUILD RUN echo 2 >>/n",
      "RUN echo own >>/n",
      "FROM b AS c",
      "ONBUILD ENV never=1",
      "FROM c",
      "RUN echo $n$never >>/n",
    ),
  },
  {
    name: "ONBUILD with a heredoc and a bind mount",
    text: lines(
      "FROM busybox AS st",
      "RUN echo hi >/from-st",
      "FROM busybox AS b",
      "ONBUILD RUN <<EOF\necho $HOME >/h\nEOF",
      "ONBUILD COPY <<EOF /c\n$V\nEOF",
      "FROM b",
      "RUN true",
    ),
  },
  { name: "ONBUILD is kept for children", text: lines("FROM busybox", "ONBUILD RUN a", "ONBUILD COPY . /x") },
];

const contexts: readonly HistoryCase[] = [
  { name: "a folder as base", text: lines("FROM mybase"), contexts: { mybase: "folder" } },
  {
    name: "a folder in place of a stage",
    text: lines("FROM busybox AS st", "RUN false", "FROM busybox", "COPY --from=st / /x"),
    contexts: { st: "folder" },
  },
  { name: "an image as base", text: lines("FROM foo:1", "LABEL a=b"), contexts: { "foo:1": "busybox" } },
  {
    name: "an image as base, :latest left out",
    text: lines("FROM foo", "LABEL a=b"),
    contexts: { "docker.io/library/foo:latest": "busybox" },
  },
  {
    name: "an image in place of a stage",
    text: lines("FROM debian:bookworm AS st", "RUN false", "ONBUILD RUN echo $HOME >/h", "FROM st", "LABEL c=d"),
    contexts: { st: "busybox" },
  },
  {
    name: "an image in place of the target",
    text: lines("FROM nowhere.invalid/x AS st", "RUN false"),
    contexts: { st: "busybox" },
  },
  { name: "scratch as a context", text: lines("FROM foo", "COPY a /t"), contexts: { foo: "scratch" } },
  { name: "a context named scratch", text: lines("FROM scratch", "COPY a /t"), contexts: { scratch: "busybox" } },
];

const platforms: readonly HistoryCase[] = [
  {
    name: "--platform with a stage for the engine's own",
    text: lines(
      "FROM --platform=$BUILDPLATFORM busybox AS b",
      "RUN echo hi >/x",
      "FROM scratch",
      "ARG TARGETARCH",
      "COPY --from=b /x /",
    ),
    platform: "linux/arm64",
  },
  {
    name: "--platform with a variant",
    text: lines("FROM scratch", "ARG TARGETPLATFORM TARGETVARIANT", "COPY a /", "LABEL t=$TARGETPLATFORM-$TARGETVARIANT"),
    platform: "linux/arm/v6",
  },
  { name: "FROM --platform of the engine itself", text: lines("FROM --platform=${TARGETPLATFORM} busybox", "RUN true") },
  { name: "a platform by its other name", text: lines("FROM --platform=linux/x86_64/v1 busybox", "RUN true") },
];

export const historyCases: readonly HistoryCase[] = [
  ...metadata,
  ...layers,
  ...stages,
  ...args,
  ...onbuild,
  ...contexts,
  ...platforms,
];
