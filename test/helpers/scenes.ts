/** Sessions in every state a screen has to show, as scenes. */
import type { ShownInput } from "../../src/builder/inputs/shown-inputs.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { StepId } from "../../src/builder/steps.ts";
import { type Found, type Looks, noLooks } from "../../src/debugger/looks.ts";
import { compareInputs } from "../../src/debugger/why/compare-inputs.ts";
import { type KnownInputs, type Made, noInputs } from "../../src/debugger/why/input-memory.ts";
import type { NewlyMade } from "../../src/debugger/why/remember.ts";
import type { RememberedFile } from "../../src/debugger/why/remembered.ts";
import { replaceSource } from "../../src/dockerfile/replace.ts";
import type { LayerEntry } from "../../src/look/found.ts";
import type { Filter } from "../../src/output/log-filter.ts";
import { patternOf } from "../../src/output/pattern.ts";
import { edit, openEditor } from "../../src/ui/editor/text-editor.ts";
import { type AttemptsState, newAttempts } from "../../src/ui/panes/attempts/state.ts";
import { type ChangesState, newChanges } from "../../src/ui/panes/changes/state.ts";
import { type FilesState, newFiles } from "../../src/ui/panes/files/state.ts";
import { newPanes } from "../../src/ui/panes/index.ts";
import { filteredBy } from "../../src/ui/panes/output/shown-lines.ts";
import type { OutputState } from "../../src/ui/panes/output/state.ts";
import type { Scene, Size } from "../../src/ui/scene.ts";
import { editedText, newView, type Question, type View } from "../../src/ui/view.ts";
import { linux, planOf } from "./plans.ts";
import { imageId, type ScriptedSession, scriptedSession } from "./scripted-session.ts";

export const buildDockerfile = `# syntax=docker/dockerfile:1
ARG DEBIAN=bookworm
FROM debian:\${DEBIAN} AS build

RUN apt-get update && \\
    # everything the configure script asks for
    apt-get install -y --no-install-recommends \\
      build-essential ca-certificates \\
      pkg-config
WORKDIR /src
COPY configure Makefile.in src/ ./
RUN ./configure --prefix=/usr --enable-everything
RUN make -j4 && make check

FROM debian:\${DEBIAN} AS docs
RUN apt-get update && apt-get install -y doxygen

FROM debian:\${DEBIAN}-slim
COPY --from=build /src/out/ /usr/local/
USER app
ENV LANG=C.UTF-8
CMD ["/usr/local/bin/app", "--serve"]
`;

export const compileLines: readonly string[] = [
  "gcc -O2 -Wall -c src/main.c -o src/main.o",
  "gcc -O2 -Wall -c src/parse.c -o src/parse.o",
  "src/parse.c:118:9: \u001b[35mwarning:\u001b[0m unused variable \u001b[1m'count'\u001b[0m [-Wunused-variable]",
  "  118 |   int count = 0;",
  "      |       ^~~~~",
  "gcc -O2 -Wall -c src/io.c -o src/io.o -I/usr/include/x86_64-linux-gnu -I/src/include -DHAVE_CONFIG_H -DVERSION=4.2.1 -fPIC",
  "gcc -O2 -Wall -c src/net.c -o src/net.o",
  "  CHECK  tests/résumé ✓ 日本語のテスト",
];

/** Runs the step at the position to a result. */
export function step(script: ScriptedSession, outcome: Parameters<ScriptedSession["succeed"]>[0] = {}): void {
  script.say({ type: "run", goal: { kind: "next" }, now: 0 });
  script.succeed(outcome);
}

/** The session of the story with its first `count` steps done. */
export function scriptAfter(count: number, options: Partial<Parameters<typeof scriptedSession>[0]> = {}): ScriptedSession {
  const script = scriptedSession({ text: buildDockerfile, breakpoints: [12], ...options });
  for (let at = 0; at < count; at++) {
    step(
      script,
      at < 2 ? { how: "cached", ms: 0, size: at === 1 ? 117_000_000 : 0 } : { ms: 900 * at, size: at === 3 ? 0 : 1_000_000 * at },
    );
  }
  return script;
}

export const longDockerfile = [
  "FROM debian:bookworm",
  ...Array.from({ length: 80 }, (_, at) => `RUN echo step number ${at + 2} > /tmp/${at}`),
].join("\n");

export const stagesDockerfile = `FROM golang:1.24 AS server
WORKDIR /src
COPY server/ .
RUN go build -o /server .

FROM node:22 AS web
COPY web/ .
RUN npm ci
RUN npm run build

FROM debian:bookworm
RUN apt-get update && apt-get install -y ca-certificates
COPY --from=server /server /usr/local/bin/
COPY --from=web /dist /srv/www
`;

/** Three stages on their way, the server's and the web's RUN among what runs. */
function sideBySide(): ScriptedSession {
  const script = scriptedSession({ text: stagesDockerfile, maxParallel: 8, now: 2000 });
  script.say({ type: "run", goal: { kind: "continue" }, now: 0 });
  for (const step of [0, 4, 8, 1, 5, 2]) script.succeed({ ms: 800, size: step === 5 ? 1_340_000 : 0 }, step);
  script.print(3, many(12));
  script.print(6, ["added 214 packages in 9s"]);
  return script;
}

function othersEnd(): ScriptedSession {
  const script = sideBySide();
  script.fail({ message: '"/bin/sh -c npm ci" ended with exit code 1', exitCode: 1 }, 6);
  return script;
}

function failedBeside(): ScriptedSession {
  const script = othersEnd();
  script.succeed({ ms: 9000, size: 12_000_000 }, 3);
  script.succeed({ ms: 9000, size: 31_000_000 }, 9);
  return script;
}

/** A scene for the screen: a session, and what the person did to the view. */
export type Shot = {
  readonly script: ScriptedSession;
  readonly view?: Partial<View>;
  readonly output?: Partial<OutputState>;
  readonly changes?: Partial<ChangesState>;
  readonly files?: Partial<FilesState>;
  readonly attempts?: Partial<AttemptsState>;
  /** What is known of layers. */
  readonly looks?: Looks;
  readonly inputs?: KnownInputs;
  readonly now?: number;
};

const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => compileLines[at % compileLines.length] ?? "");

const run = (script: ScriptedSession): ScriptedSession => {
  script.say({ type: "run", goal: { kind: "continue" }, now: 0 });
  return script;
};

function failed(): ScriptedSession {
  const script = run(scriptAfter(6));
  script.print(6, [
    ...many(260),
    "src/io.c:41:10: \u001b[31mfatal error:\u001b[0m zlib.h: No such file or directory",
    "make: *** [Makefile:12: src/io.o] Error 1",
  ]);
  script.fail({ message: '"/bin/sh -c make -j4 && make check" ended with exit code 2' });
  return script;
}

/** The same, a moment after its program has ended. */
function failedWriting(): ScriptedSession {
  const script = run(scriptAfter(6));
  script.print(6, [...many(60), "make: *** [Makefile:12: src/io.o] Error 1"]);
  const message = '"/bin/sh -c make -j4 && make check" ended with exit code 2';
  const failure = { kind: "failed", message, exitCode: 2, ms: 12_300, tag: "dbuild-failed:fake-line13-1" } as const;
  const container = "c0de12345678";
  script.say({ type: "stepFailed", run: script.session().run, failure, writing: true, container, now: 0 });
  return script;
}

function byHand(): ScriptedSession {
  const script = scriptAfter(5);
  step(script, { how: "hand", note: "step 6 (line 12) accepted as a shell left it", size: 812_000 });
  return script;
}

function done(): ScriptedSession {
  const script = scriptAfter(12);
  run(script);
  script.finish();
  return script;
}

function editing(): Shot {
  const script = failed();
  let editor = openEditor("RUN make -j4 && \\\n    make check");
  for (const action of [{ type: "insert", text: "X" }, { type: "down" }, { type: "end" }] as const) editor = edit(editor, action);
  return { script, view: { focus: "pane", editing: { id: "s7", line: 13, editor } } };
}

/** The failed instruction is edited and saved, and has not run again yet. */
function edited(): ScriptedSession {
  const script = failed();
  const { text } = script.session().plan;
  script.say({ type: "load", plan: planOf(text.replace("make -j4 && make check", "make -j2 LDLIBS=-lz")) });
  return script;
}

/** Everything built, with one step made by hand and no time spent on the last ones. */
function doneByHand(): ScriptedSession {
  const script = scriptAfter(8);
  step(script, { how: "hand", note: "step 9 (line 19) accepted as a shell left it", size: 812_000 });
  for (let at = 9; at < 12; at++) step(script, { ms: 20, size: 0 });
  run(script);
  script.finish();
  return script;
}

const question: Question = {
  text: "The shell changed 3 files. Keep the changes?",
  detail: "+/usr/include/zlib.h  ~/etc/ld.so.cache  +/root/.ash_history",
  choices: [
    { key: "k", label: "keep them: they become the step's failed layer" },
    { key: "d", label: "discard them" },
  ],
};

/** What a step wrote, names that would like to be more than names among it. */
const known: Omit<Found, keyof typeof knownMore> = {
  changes: {
    list: [
      { path: "/src", kind: "modified", type: "directory", size: 0, mtime: 900, what: "mode 755 -> 775" },
      { path: "/src/\u001b]0;title\u0007.log", kind: "added", type: "file", size: 12, mtime: 1000 },
      { path: "/src/config.h", kind: "modified", type: "file", size: 3_120, mtime: 1200 },
      { path: "/src/config.log", kind: "added", type: "file", size: 48_211, mtime: 1300 },
      { path: "/src/日本語/résumé.o", kind: "added", type: "file", size: 1_840_112, mtime: 1100 },
      { path: "/usr/lib/libfoo.so", kind: "added", type: "symlink", size: 12, mtime: 1000 },
      { path: "/usr/share/doc", kind: "deleted", type: "directory", size: 91_001, mtime: 10, below: 214 },
      ...Array.from({ length: 60 }, (_, at) => {
        const path = `/usr/src/linux/a/rather/long/way/down/to/file-${String(at).padStart(2, "0")}.c`;
        return { path, kind: "added", type: "file", size: 100 * at, mtime: 800 } as const;
      }),
    ],
  },
  difference: {
    kind: "lines",
    lines: ["@@ -1,3 +1,4 @@", " #define A 1", "-#define B 2", "+#define B 3\u001b[2J", "+#define C 4", " #endif"],
    left: 7,
  },
  folder: {
    path: "/",
    entries: [
      entryOf("/etc", { type: "directory" }),
      entryOf("/tmp", { type: "directory", mode: 0o1777 }),
      entryOf("/lib", { type: "symlink", mode: 0o777, target: "usr/lib" }),
      entryOf("/a\u001b[2Jb", { size: 12 }),
      ...Array.from({ length: 70 }, (_, at) => entryOf(`/résumé-日本-${String(at).padStart(2, "0")}`, { size: 1000 * at })),
    ],
  },
  text: {
    kind: "lines",
    lines: ["root:x:0:0:root:/root:/bin/sh", "\ttab\u001b]0;title\u0007", ...Array.from({ length: 90 }, (_, at) => `line ${at}`)],
    shown: 262_100,
    size: 4_100_000,
  },
};

const knownMore: Pick<Found, "logs" | "layers" | "context" | "watch"> = {
  logs: {
    kind: "lines",
    lines: ["@@ -1,2 +1,2 @@", " configure: ok", "-make: *** [all] Error 2", "+make: done\u001b[2J"],
    left: 0,
  },
  layers: { list: [{ path: "/src/app", kind: "added", type: "file", size: 91_000, mtime: 12 }] },
  context: {
    unknown: [],
    wrong: [{ line: 20, why: "not found" }],
    rows: [
      { path: "node_modules/", bytes: 812_000_000, files: 41_002, out: { line: 1, text: "node_modules" }, taken: [] },
      { path: "data/dump\u001b[2J.sql", bytes: 91_000_000, files: 1, taken: [] },
      { path: ".git/", bytes: 40_000_000, files: 912, out: { line: 2, text: "**/.git" }, taken: [] },
      ...Array.from({ length: 60 }, (_, at) => ({
        path: `src/deep/down/日本/file-${String(at).padStart(2, "0")}.c`,
        bytes: 9000 - at,
        files: 1,
        taken: at % 3 === 0 ? [] : [13],
      })),
    ],
  },
  watch: { lines: ["libc.so.6 => /lib/libc.so.6", "libz.so.1 => not found\u001b]0;t\u0007"], cut: false, code: 1 },
};

function entryOf(path: string, fields: Partial<LayerEntry>): LayerEntry {
  return { path, type: "file", mode: 0o755, uid: 0, gid: 1000, size: 0, mtime: 0, inode: "1", device: "", ...fields };
}

const inEtc = [
  entryOf("/etc/ssl", { type: "directory" }),
  entryOf("/etc/passwd", { mode: 0o644, size: 1280 }),
  entryOf("/etc/sudo", { mode: 0o4755, size: 232_416 }),
];

const knownLooks: Looks = {
  ...noLooks,
  known: (look) => {
    if (look.what === "folder" && look.path === "/etc")
      return { kind: "known", value: { path: "/etc", entries: inEtc } as never };
    if (look.what === "watch" && look.before)
      return { kind: "known", value: { ...knownMore.watch, lines: knownMore.watch.lines.slice(0, 1) } as never };
    return { kind: "known", value: { ...known, ...knownMore }[look.what] as never };
  },
};

/** The COPY is as its files made it; what it stands on and some files, with names that would like to be more, are others than last time. */
function knownInputs(): KnownInputs {
  const file = (name: string, content: string): RememberedFile => [name, "file 644 0:0", content];
  const many = Array.from({ length: 130 }, (_, at) => file(`/src/deep/down/日本/file-${at}.c`, "b"));
  const below = { name: "stands on", layer: true } as const;
  const madeOf = (text: string, key: string, inputs: readonly ShownInput[], files: readonly RememberedFile[]): NewlyMade => ({
    text,
    key,
    inputs,
    fileCount: files.length,
    files: () => files,
  });
  const of = (before: NewlyMade, now: NewlyMade): Made => ({
    lookup: "missing",
    now,
    before,
    remembers: true,
    differences: () => compareInputs(before, now),
  });
  const instruction = { name: "instruction", digest: "1", text: "COPY configure Makefile.in src/ /src/" };
  const copy = of(
    madeOf("COPY", "1", [{ ...below, digest: "a" }, instruction], [file("/configure", "a"), file("/src/old.c", "a")]),
    madeOf(
      "COPY",
      "2",
      [{ ...below, digest: "b" }, instruction],
      [file("/configure", "a"), file("/src/\u001b[2J.c", "a"), ...many],
    ),
  );
  const workdir = of(madeOf("WORKDIR", "a", [], []), madeOf("WORKDIR", "b", [], []));
  const run = of(madeOf("RUN", "3", [{ ...below, digest: "1" }], []), madeOf("RUN", "4", [{ ...below, digest: "2" }], []));
  const all: { readonly [id: StepId]: Made } = { s4: workdir, s5: copy, s6: run };
  return {
    of: (id) => all[id],
    maker: (_, key) => (["s4", "s5", "s6"] as const).find((id) => all[id]?.now.key === key),
  };
}

/** Three stages on their way, of which builds before this session are known. */
function withTimes(): ScriptedSession {
  const script = sideBySide();
  const { plan } = script.session();
  const ms = (kind: string) => (kind === "run" ? 150_000 : 2000);
  const earlier = Object.fromEntries(plan.steps.map(({ id, instruction }) => [id, { ms: ms(instruction.kind), built: false }]));
  return { ...script, session: () => ({ ...script.session(), earlier }) };
}

/** It failed, and failed again on its failed layer. */
function triedAgain(): ScriptedSession {
  const script = failed();
  script.say({ type: "retry", start: "failed", goal: { kind: "next" }, now: 70_000 });
  script.fail({ message: "make ended with exit code 2", exitCode: 2 });
  return script;
}

function watched(): ScriptedSession {
  const script = scriptAfter(6);
  script.say({ type: "addWatch", command: "ldd /usr/bin/app" });
  return script;
}

/** Every state a person meets, by the name of its golden. */
export const shots: Readonly<Record<string, () => Shot>> = {
  entry: () => ({ script: scriptAfter(0) }),
  running: () => {
    const script = run(scriptAfter(2));
    script.print(2, many(1240));
    return { script, now: 63_000 };
  },
  silent: () => ({ script: run(scriptAfter(2)), now: 400 }),
  pausing: () => {
    const script = run(scriptAfter(2));
    script.say({ type: "pause" });
    return { script, now: 3_661_000 };
  },
  breakpoint: () => {
    const script = run(scriptAfter(4));
    script.succeed({ ms: 310, size: 1_340_000 });
    return { script };
  },
  failed: () => ({ script: failed() }),
  "failed-writing": () => ({ script: failedWriting(), looks: knownLooks, view: { inLine: "s7" }, now: 12_400 }),
  "failed-first-error": () => ({
    script: failed(),
    output: { firstError: { id: "s7", line: 120, text: "src/io.c:41:10: fatal error: zlib.h: No such file or directory" } },
  }),
  "failed-early": () => {
    const script = run(scriptAfter(1));
    script.say({
      type: "stepFailed",
      run: script.session().run,
      failure: { kind: "failed", message: "there is no image debian:bookworm", hint: "Check the name.", ms: 200 },
      now: 0,
    });
    return { script };
  },
  done: () => ({ script: done() }),
  edited: () => ({ script: edited() }),
  "done-by-hand": () => ({ script: doneByHand() }),
  "final-stage": () => ({ script: scriptAfter(7) }),
  "by-hand": () => ({ script: byHand() }),
  kept: () => {
    const script = failed();
    script.say({
      type: "kept",
      step: "s7",
      failure: {
        kind: "shell",
        message: "changed by hand in a shell",
        ms: 0,
        image: imageId(900),
        tag: "dbuild-failed:fake-shell",
      },
    });
    return { script };
  },
  lost: () => {
    const script = run(scriptAfter(3));
    script.lose("The engine does not answer any more. Is it running? Try: docker version");
    return { script };
  },
  help: () => ({ script: scriptAfter(3), view: { help: 0 } }),
  editor: editing,
  question: () => ({ script: failed(), view: { question } }),
  "command-line": () => ({
    script: scriptAfter(3),
    view: { commandLine: { editor: edit(openEditor("run-to "), { type: "end" }) } },
  }),
  unfolded: () => ({ script: scriptAfter(2), view: { unfolded: true } }),
  config: () => ({ script: scriptAfter(4), view: { picked: 3, tab: "config" } }),
  unneeded: () => ({ script: scriptAfter(3), view: { picked: 7 } }),
  scrolled: () => {
    const script = run(scriptAfter(2));
    script.print(2, many(53_211));
    return { script, view: { focus: "pane" }, output: { scroll: { id: "s3", top: 1199 } }, now: 9000 };
  },
  wrapped: () => {
    const script = run(scriptAfter(2));
    script.print(2, many(40));
    return { script, view: { focus: "pane" }, output: { wrap: true }, now: 9000 };
  },
  searched: () => ({
    script: failed(),
    view: { focus: "pane" },
    output: {
      scroll: { id: "s7", top: 8 },
      search: {
        pattern: patternOf("warning: .*count"),
        noun: "match",
        progress: { id: "s7", line: 10, rank: 2, count: 33, complete: true, seeking: false },
      },
    },
  }),
  "search-counts": () => {
    const script = run(scriptAfter(2));
    script.print(2, many(53_211));
    const progress = { id: "s3", line: 1202, count: 812, complete: false, seeking: false } as const;
    return {
      script,
      view: { focus: "pane" },
      output: { scroll: { id: "s3", top: 1199 }, search: { pattern: patternOf("warning"), noun: "match", progress } },
      now: 9000,
    };
  },
  filtered: () => {
    const script = run(scriptAfter(2));
    script.print(2, many(5211));
    const filter = { pattern: patternOf("warning"), inverted: false };
    lookThrough(script, 2, filter);
    return { script, view: { focus: "pane" }, output: { filter }, now: 9000 };
  },
  timed: () => {
    const script = run(scriptAfter(2));
    script.print(2, many(40), (line) => 80 * line * line);
    return { script, view: { focus: "pane" }, output: { timestamps: "elapsed" }, now: 9000 };
  },
  timeless: () => ({ script: failed(), output: { timestamps: "clock" } }),
  "filtered-away": () => {
    const script = failed();
    const filter = { pattern: patternOf("."), inverted: true };
    lookThrough(script, 6, filter);
    return { script, view: { focus: "pane" }, output: { filter } };
  },
  long: () => ({ script: scriptedSession({ text: longDockerfile, breakpoints: [41] }), view: { picked: 40 } }),
  "side-by-side": () => ({ script: sideBySide(), now: 12_000 }),
  "time-left": () => ({ script: withTimes(), now: 102_000 }),
  "others-end": () => ({ script: othersEnd(), now: 14_000 }),
  "failed-beside": () => ({ script: failedBeside() }),
  changes: () => ({ script: scriptAfter(6), view: { picked: 5, tab: "changes" }, looks: knownLooks }),
  "changes-totals": () => ({
    script: scriptAfter(6),
    view: { picked: 5, tab: "changes", focus: "pane" },
    changes: { order: "folders", filter: "SR" },
    looks: knownLooks,
  }),
  difference: () => ({
    script: scriptAfter(6),
    view: { picked: 5, tab: "changes", focus: "pane" },
    changes: { open: { path: "/src/config.h", top: 0 } },
    looks: knownLooks,
  }),
  files: () => ({
    script: scriptAfter(6),
    view: { picked: 5, tab: "files", focus: "pane" },
    files: { open: ["/etc"], place: { at: 2, top: 0 } },
    looks: knownLooks,
  }),
  "file-text": () => ({
    script: scriptAfter(6),
    view: { picked: 5, tab: "files", focus: "pane" },
    files: { file: { path: "/etc/passwd", top: 0 } },
    looks: knownLooks,
  }),
  attempts: () => ({ script: triedAgain(), view: { tab: "attempts", focus: "pane" } }),
  "attempts-differ": () => ({
    script: triedAgain(),
    view: { tab: "attempts", focus: "pane" },
    attempts: { opens: "logs", open: { run: 4, other: 5, top: 0 } },
    looks: knownLooks,
  }),
  context: () => ({ script: scriptAfter(6), view: { picked: 5, tab: "context", focus: "pane" }, looks: knownLooks }),
  why: () => ({ script: scriptAfter(6), view: { picked: 4, tab: "why", focus: "pane" }, inputs: knownInputs() }),
  watch: () => ({ script: watched(), view: { picked: 5, tab: "watch", focus: "pane" }, looks: knownLooks }),
  waiting: () => ({ script: failed(), view: { waiting: "Preparing a shell" }, now: 250 }),
};

function lookThrough(script: ScriptedSession, step: number, filter: Filter): void {
  const output = script.output(step);
  while (output !== undefined && filteredBy(filter, output).step(50));
}

/** The shot as the screen gets it. */
export function sceneOf(
  { script, view, output, changes, files, attempts, looks = noLooks, inputs, now = 0 }: Shot,
  size: Size,
): Scene {
  const full: View = { ...newView, ...view };
  const session = script.session();
  const { editing } = full;
  const span = editing && session.plan.steps.find(({ id }) => id === editing.id)?.instruction.span;
  const edited = editing && span && replaceSource(session.plan.text, span, editedText(editing));
  const made = edited === undefined ? undefined : makePlan(edited, { buildArgs: {}, platformArgs: linux });
  return {
    session,
    view: full,
    panes: {
      ...newPanes,
      output: { wrap: false, ...output },
      changes: { ...newChanges, ...changes },
      files: { ...newFiles, ...files },
      attempts: { ...newAttempts, ...attempts },
    },
    engine: {
      address: "unix:///var/run/docker.sock",
      version: "28.5.1",
      apiVersion: "1.51",
      os: "linux",
      architecture: "amd64",
      store: "graph",
    },
    tags: script.tags,
    path: script.path,
    notices: script.notices,
    problems: made === undefined || made.ok ? [] : made.problems,
    output: script.output,
    looks,
    inputs: inputs === undefined ? noInputs : () => inputs,
    size,
    now,
  };
}
