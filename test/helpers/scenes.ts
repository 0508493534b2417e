/** Sessions in every state a screen has to show, made with the real session and a desk without an engine. */
import { edit, openEditor } from "../../src/ui/editor/text-editor.ts";
import { newPanes } from "../../src/ui/panes/index.ts";
import type { OutputState } from "../../src/ui/panes/output/state.ts";
import type { Scene, Size } from "../../src/ui/scene.ts";
import { editedText, newView, type Question, type View } from "../../src/ui/view.ts";
import { type FakeDesk, fakeDesk, imageId } from "./fake-desk.ts";
import { planOf } from "./plans.ts";

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
export function step(desk: FakeDesk, outcome: Parameters<FakeDesk["succeed"]>[0] = {}): void {
  desk.dispatch({ type: "run", goal: { kind: "next" }, now: 0 });
  desk.succeed(outcome);
}

/** The desk of the story with its first `count` steps done. */
export function deskAfter(count: number, options: Partial<Parameters<typeof fakeDesk>[0]> = {}): FakeDesk {
  const desk = fakeDesk({ text: buildDockerfile, breakpoints: [12], ...options });
  for (let at = 0; at < count; at++) {
    step(
      desk,
      at < 2 ? { how: "cached", ms: 0, size: at === 1 ? 117_000_000 : 0 } : { ms: 900 * at, size: at === 3 ? 0 : 1_000_000 * at },
    );
  }
  return desk;
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
function sideBySide(): FakeDesk {
  const desk = fakeDesk({ text: stagesDockerfile, maxParallel: 8, clock: () => 2000 });
  desk.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
  for (const step of [0, 4, 8, 1, 5, 2]) desk.succeed({ ms: 800, size: step === 5 ? 1_340_000 : 0 }, step);
  desk.print(3, many(12));
  desk.print(6, ["added 214 packages in 9s"]);
  return desk;
}

function othersEnd(): FakeDesk {
  const desk = sideBySide();
  desk.fail({ message: '"/bin/sh -c npm ci" ended with exit code 1', exitCode: 1 }, 6);
  return desk;
}

function failedBeside(): FakeDesk {
  const desk = othersEnd();
  desk.succeed({ ms: 9000, size: 12_000_000 }, 3);
  desk.succeed({ ms: 9000, size: 31_000_000 }, 9);
  return desk;
}

/** A scene for the screen: a session, and what the person did to the view. */
export type Shot = {
  readonly desk: FakeDesk;
  readonly view?: Partial<View>;
  readonly output?: Partial<OutputState>;
  readonly now?: number;
};

const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => compileLines[at % compileLines.length] ?? "");

const run = (desk: FakeDesk): FakeDesk => {
  desk.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
  return desk;
};

function failed(): FakeDesk {
  const desk = run(deskAfter(6));
  desk.print(6, [
    ...many(260),
    "src/io.c:41:10: \u001b[31mfatal error:\u001b[0m zlib.h: No such file or directory",
    "make: *** [Makefile:12: src/io.o] Error 1",
  ]);
  desk.fail({ message: '"/bin/sh -c make -j4 && make check" ended with exit code 2' });
  return desk;
}

function byHand(): FakeDesk {
  const desk = deskAfter(5);
  step(desk, { how: "hand", note: "step 6 (line 12) accepted as a shell left it", size: 812_000 });
  return desk;
}

function done(): FakeDesk {
  const desk = deskAfter(12);
  run(desk);
  desk.finish();
  return desk;
}

function editing(): Shot {
  const desk = failed();
  let editor = openEditor("RUN make -j4 && \\\n    make check");
  for (const action of [{ type: "insert", text: "X" }, { type: "down" }, { type: "end" }] as const) editor = edit(editor, action);
  return { desk, view: { focus: "pane", editing: { id: "s7", line: 13, editor } } };
}

/** The failed instruction is edited and saved, and has not run again yet. */
function edited(): FakeDesk {
  const desk = failed();
  const { text } = desk.session().plan;
  desk.dispatch({ type: "load", plan: planOf(text.replace("make -j4 && make check", "make -j2 LDLIBS=-lz")) });
  return desk;
}

/** Everything built, with one step made by hand and no time spent on the last ones. */
function doneByHand(): FakeDesk {
  const desk = deskAfter(8);
  step(desk, { how: "hand", note: "step 9 (line 19) accepted as a shell left it", size: 812_000 });
  for (let at = 9; at < 12; at++) step(desk, { ms: 20, size: 0 });
  run(desk);
  desk.finish();
  return desk;
}

const question: Question = {
  text: "The shell changed 3 files. Keep the changes?",
  detail: "+/usr/include/zlib.h  ~/etc/ld.so.cache  +/root/.ash_history",
  choices: [
    { key: "k", label: "keep them: they become the step's failed layer" },
    { key: "d", label: "discard them" },
  ],
};

/** Every state a person meets, by the name of its golden. */
export const shots: Readonly<Record<string, () => Shot>> = {
  entry: () => ({ desk: deskAfter(0) }),
  running: () => {
    const desk = run(deskAfter(2));
    desk.print(2, many(1240));
    return { desk, now: 63_000 };
  },
  silent: () => ({ desk: run(deskAfter(2)), now: 400 }),
  pausing: () => {
    const desk = run(deskAfter(2));
    desk.dispatch({ type: "pause" });
    return { desk, now: 3_661_000 };
  },
  breakpoint: () => {
    const desk = run(deskAfter(4));
    desk.succeed({ ms: 310, size: 1_340_000 });
    return { desk };
  },
  failed: () => ({ desk: failed() }),
  "failed-early": () => {
    const desk = run(deskAfter(1));
    desk.dispatch({
      type: "stepFailed",
      run: desk.session().run,
      failure: { kind: "failed", message: "there is no image debian:bookworm", hint: "Check the name.", ms: 200 },
      now: 0,
    });
    return { desk };
  },
  done: () => ({ desk: done() }),
  edited: () => ({ desk: edited() }),
  "done-by-hand": () => ({ desk: doneByHand() }),
  "final-stage": () => ({ desk: deskAfter(7) }),
  "by-hand": () => ({ desk: byHand() }),
  kept: () => {
    const desk = failed();
    desk.dispatch({
      type: "kept",
      step: 6,
      failure: {
        kind: "shell",
        message: "changed by hand in a shell",
        ms: 0,
        image: imageId(900),
        tag: "dbuild-failed:fake-shell",
      },
    });
    return { desk };
  },
  lost: () => {
    const desk = run(deskAfter(3));
    desk.lose("The engine does not answer any more. Is it running? Try: docker version");
    return { desk };
  },
  help: () => ({ desk: deskAfter(3), view: { help: 0 } }),
  editor: editing,
  question: () => ({ desk: failed(), view: { question } }),
  unfolded: () => ({ desk: deskAfter(2), view: { unfolded: true } }),
  config: () => ({ desk: deskAfter(4), view: { picked: 3, tab: "config" } }),
  unneeded: () => ({ desk: deskAfter(3), view: { picked: 7 } }),
  scrolled: () => {
    const desk = run(deskAfter(2));
    desk.print(2, many(53_211));
    return { desk, view: { focus: "pane" }, output: { scroll: { id: "s3", top: 1199 } }, now: 9000 };
  },
  wrapped: () => {
    const desk = run(deskAfter(2));
    desk.print(2, many(40));
    return { desk, view: { focus: "pane" }, output: { wrap: true }, now: 9000 };
  },
  long: () => ({ desk: fakeDesk({ text: longDockerfile, breakpoints: [41] }), view: { picked: 40 } }),
  "side-by-side": () => ({ desk: sideBySide(), now: 12_000 }),
  "others-end": () => ({ desk: othersEnd(), now: 14_000 }),
  "failed-beside": () => ({ desk: failedBeside() }),
  waiting: () => ({ desk: failed(), view: { waiting: "Preparing a shell" }, now: 250 }),
};

/** The shot as the screen gets it. */
export function sceneOf({ desk, view, output, now = 0 }: Shot, size: Size): Scene {
  const full: View = { ...newView, ...view };
  return {
    session: desk.session(),
    view: full,
    panes: { ...newPanes, output: { wrap: false, ...output } },
    engine: desk.engine,
    tags: desk.tags,
    path: desk.source.path,
    notice: desk.notice(),
    canUndo: desk.source.canUndo(),
    problems: full.editing === undefined ? [] : desk.source.check(full.editing.id, editedText(full.editing)),
    output: desk.output,
    size,
    now,
  };
}
