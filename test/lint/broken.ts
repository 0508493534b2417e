// Dockerfiles that docker build refuses. `line` is where dbuild's first error points; BuildKit's own line is asked of the engine.

export type BrokenCase = {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** First line of our first error. */
  readonly line: number;
  /** What the message or hint must say. */
  readonly says: RegExp;
  /** Why ours is another line than BuildKit's, and nearer. */
  readonly nearer?: string;
  /** docker build --check lets it pass: the build itself fails. */
  readonly onlyOurs?: string;
  readonly flags?: { readonly target?: string };
};

const lines = (...rows: readonly string[]): string => `${rows.join("\n")}\n`;
const unlocated = "BuildKit names no line";

export const broken: readonly BrokenCase[] = [
  { name: "unknown instruction", dockerfile: lines("FROM busybox", "", "RUNN echo"), line: 3, says: /RUN\?/ },
  { name: "misspelt FROM", dockerfile: lines("# c", "FORM busybox", "RUN x"), line: 2, says: /FROM\?/ },
  { name: "no FROM", dockerfile: lines("# c", "RUN x"), line: 2, says: /FROM/ },
  { name: "only ARG", dockerfile: lines("ARG a=1"), line: 1, says: /FROM/, nearer: unlocated },
  { name: "only comments", dockerfile: "\n\n# c\n", line: 3, says: /no instructions/ },
  { name: "unknown flag", dockerfile: lines("FROM busybox", "COPY --form=x a /b"), line: 2, says: /--from\?/ },
  {
    name: "unknown flag of RUN",
    dockerfile: lines("FROM busybox", "RUN --mont=type=tmpfs,target=/x true"),
    line: 2,
    says: /--mount\?/,
  },
  { name: "flag twice", dockerfile: lines("FROM busybox", "COPY --chown=1 --chown=2 a /b"), line: 2, says: /duplicate flag/ },
  { name: "flag without value", dockerfile: lines("FROM busybox", "HEALTHCHECK --interval CMD x"), line: 2, says: /value/ },
  { name: "COPY without destination", dockerfile: lines("FROM busybox", "COPY a"), line: 2, says: /destination/ },
  { name: "COPY of nothing", dockerfile: lines("FROM busybox", "COPY"), line: 2, says: /destination/ },
  { name: "ENV without value", dockerfile: lines("FROM busybox", "ENV a"), line: 2, says: /two arguments/ },
  {
    name: "ENV second without =",
    dockerfile: lines("FROM busybox", "ENV a=1 \\", "  b"),
    line: 3,
    says: /"b" has no =/,
    nearer: "BuildKit marks all lines of the instruction",
  },
  { name: "open quote", dockerfile: lines("FROM busybox", 'ENV a="x', "RUN y"), line: 2, says: /never closed/ },
  { name: "open brace", dockerfile: lines("FROM busybox", "WORKDIR /${x"), line: 2, says: /never closed/ },
  { name: "unknown modifier", dockerfile: lines("FROM busybox", "ENV a=${b:=c}"), line: 2, says: /modifier/ },
  { name: "required variable", dockerfile: lines("FROM busybox", "ENV a=1", 'ENV b="${c:?set c}"'), line: 3, says: /c: set c/ },
  { name: "required global", dockerfile: lines("ARG a", 'ARG b="${a?give a}"', "FROM busybox"), line: 2, says: /give a/ },
  { name: "required in FROM", dockerfile: lines("ARG a", "FROM ${a?give}"), line: 2, says: /a: give/ },
  { name: "blank base", dockerfile: lines("ARG BASE", "FROM $BASE"), line: 2, says: /blank[\s\S]*--build-arg BASE/ },
  { name: "FROM with two words", dockerfile: lines("FROM busybox base"), line: 1, says: /FROM/ },
  { name: "bad stage name", dockerfile: lines("FROM busybox AS 1st"), line: 1, says: /stage/ },
  { name: "image in capitals", dockerfile: lines("FROM busybox", "FROM Busybox"), line: 2, says: /lowercase/ },
  { name: "stage in another case", dockerfile: lines("FROM busybox AS base", "FROM Base"), line: 2, says: /stage base/ },
  { name: "unknown platform", dockerfile: lines("FROM --platform=linx busybox"), line: 1, says: /linux\?/ },
  { name: "empty platform", dockerfile: lines("FROM --platform=$NOPE busybox"), line: 1, says: /NOPE/ },
  { name: "own stage", dockerfile: lines("FROM busybox AS a", "COPY --from=a /x /y"), line: 2, says: /own stage/ },
  {
    name: "later stage",
    dockerfile: lines("FROM busybox AS a", "COPY --from=b /x /y", "FROM busybox AS b"),
    line: 2,
    says: /later/,
  },
  {
    name: "a circle",
    dockerfile: lines("FROM busybox AS a", "COPY --from=b /x /y", "FROM busybox AS b", "RUN true", "COPY --from=a /x /y"),
    line: 2,
    says: /circular/,
  },
  {
    name: "stage number too high",
    dockerfile: lines("FROM busybox", "RUN x", "COPY --from=7 /x /y"),
    line: 3,
    says: /no stage 7/,
    nearer: unlocated,
  },
  {
    name: "misspelt stage",
    dockerfile: lines("FROM busybox AS builder", "FROM busybox", "COPY --from=bulder /x /y"),
    line: 3,
    says: /builder\?/,
  },
  { name: "misspelt stage in FROM", dockerfile: lines("FROM busybox AS builder", "FROM bulder"), line: 2, says: /builder\?/ },
  {
    name: "variable in --from",
    dockerfile: lines("FROM busybox AS a", "FROM busybox", "COPY --from=$a /x /y"),
    line: 3,
    says: /variable/,
    nearer: unlocated,
  },
  {
    name: "misspelt stage of a mount",
    dockerfile: lines("FROM busybox AS builder", "FROM busybox", "RUN --mount=from=bulder,target=/x true"),
    line: 3,
    says: /builder\?/,
    nearer: unlocated,
  },
  {
    name: "later stage of a mount",
    dockerfile: lines("FROM busybox AS a", "RUN --mount=from=b,target=/x true", "FROM busybox AS b"),
    line: 2,
    says: /later/,
  },
  { name: "no such image", dockerfile: lines("FROM scratch AS a", "FROM nowhere.invalid/x:1"), line: 2, says: /not to be had/ },
  {
    name: "no such image to copy from",
    dockerfile: lines("FROM busybox", "COPY --from=nowhere.invalid/x:1 /a /b"),
    line: 2,
    says: /not to be had/,
  },
  { name: "bad mount type", dockerfile: lines("FROM busybox", "RUN --mount=type=cach,target=/x true"), line: 2, says: /cache\?/ },
  {
    name: "bad mount key",
    dockerfile: lines("FROM busybox", "RUN \\", "  --mount=type=cache,tarjet=/x true"),
    line: 3,
    says: /target\?/,
    nearer: "BuildKit marks all lines of the instruction",
  },
  { name: "mount on the root", dockerfile: lines("FROM busybox", "RUN --mount=type=tmpfs true"), line: 2, says: /target/ },
  {
    name: "mode of a bind mount",
    dockerfile: lines("FROM busybox", "RUN --mount=type=bind,target=/x,mode=755 true"),
    line: 2,
    says: /mode/,
  },
  { name: "bad network", dockerfile: lines("FROM busybox", "RUN --network=hst true"), line: 2, says: /host\?/ },
  { name: "bad chmod", dockerfile: lines("FROM busybox", "COPY --chmod=9x a /b"), files: { a: "" }, line: 2, says: /chmod/ },
  {
    name: "chmod too high",
    dockerfile: lines("FROM busybox", "COPY --chmod=77777 a /b"),
    files: { a: "" },
    line: 2,
    says: /07777/,
  },
  { name: "URL in COPY", dockerfile: lines("FROM busybox", "COPY http://example.com/x /y"), line: 2, says: /ADD/ },
  {
    name: "checksum of a file",
    dockerfile: lines("FROM busybox", "ADD --checksum=sha256:00 a /b"),
    files: { a: "" },
    line: 2,
    says: /checksum/,
  },
  { name: "heredoc without end", dockerfile: lines("FROM busybox", "RUN <<END", "x", "EN"), line: 2, says: /END/ },
  {
    name: "heredoc as destination",
    dockerfile: lines("FROM busybox", "COPY a <<E", "E"),
    files: { a: "" },
    line: 2,
    says: /heredoc/,
  },
  { name: "bad port", dockerfile: lines("FROM busybox", "EXPOSE 80", "EXPOSE 80a"), line: 3, says: /80a/ },
  { name: "port too high", dockerfile: lines("FROM busybox", "EXPOSE 66000"), line: 2, says: /65535/ },
  { name: "bad protocol", dockerfile: lines("FROM busybox", "EXPOSE 80/tpc"), line: 2, says: /tcp/ },
  { name: "range backwards", dockerfile: lines("FROM busybox", "EXPOSE 90-80"), line: 2, says: /smaller one first/ },
  { name: "bad signal", dockerfile: lines("FROM busybox", "STOPSIGNAL SIGTREM"), line: 2, says: /signal/i },
  { name: "bad duration", dockerfile: lines("FROM busybox", "HEALTHCHECK --interval=5 CMD x"), line: 2, says: /30s/ },
  { name: "short duration", dockerfile: lines("FROM busybox", "HEALTHCHECK --timeout=1us CMD x"), line: 2, says: /1ms/ },
  { name: "bad retries", dockerfile: lines("FROM busybox", "HEALTHCHECK --retries=-1 CMD x"), line: 2, says: /retries/ },
  { name: "unknown healthcheck", dockerfile: lines("FROM busybox", "HEALTHCHECK CDM x"), line: 2, says: /CMD\?/ },
  { name: "healthcheck without command", dockerfile: lines("FROM busybox", "HEALTHCHECK CMD"), line: 2, says: /command/ },
  { name: "SHELL without JSON", dockerfile: lines("FROM busybox", "SHELL /bin/sh -c"), line: 2, says: /JSON/ },
  { name: "array of numbers", dockerfile: lines("FROM busybox", "CMD [1, 2]"), line: 2, says: /strings/ },
  { name: "empty volume", dockerfile: lines("FROM busybox", 'VOLUME [""]'), line: 2, says: /empty/ },
  { name: "ONBUILD of ONBUILD", dockerfile: lines("FROM busybox", "ONBUILD ONBUILD RUN x"), line: 2, says: /ONBUILD/ },
  {
    name: "bad escape directive",
    dockerfile: lines("# escape=x", "FROM busybox"),
    line: 1,
    says: /escape/,
    nearer: "BuildKit counts from 0 here",
  },
  {
    name: "directive twice",
    dockerfile: lines("# escape=`", "# escape=`", "FROM busybox"),
    line: 2,
    says: /only one/,
    nearer: "BuildKit counts from 0 here",
  },
  {
    name: "bad check directive",
    dockerfile: lines(
      "# syntax=docker/dockerfile:1".replace("syntax", "escape").replace("docker/dockerfile:1", "`"),
      "# check=skp=X",
      "FROM busybox",
    ),
    line: 2,
    says: /skip\?/,
    nearer: unlocated,
  },
  {
    name: "line too long",
    dockerfile: `FROM busybox\nRUN true\nRUN ${"x".repeat(65_540)}\n`,
    line: 3,
    says: /65535/,
    nearer: "BuildKit marks the line before it",
  },
  {
    name: "unknown target",
    dockerfile: lines("FROM busybox AS builder", "FROM busybox AS final"),
    flags: { target: "buildr" },
    line: 2,
    says: /builder\?/,
    nearer: unlocated,
  },
  {
    name: "missing file",
    dockerfile: lines("FROM busybox", "COPY main.c Makefil /src/"),
    files: { "main.c": "", Makefile: "" },
    line: 2,
    says: /Makefile\?/,
    onlyOurs: "files are looked for when the instruction runs",
  },
  {
    name: "ignored file",
    dockerfile: lines("FROM busybox", "COPY a.log /"),
    files: { "a.log": "", ".dockerignore": "# c\n*.log\n" },
    line: 2,
    says: /line 2: \*\.log/,
    onlyOurs: "files are looked for when the instruction runs",
  },
];
