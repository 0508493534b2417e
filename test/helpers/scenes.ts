/** Sessions in every state a screen has to show, made with the real session and a desk without an engine. */
import { type FakeDesk, fakeDesk } from "./fake-desk.ts";

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
    step(desk, at < 2 ? { how: "cached", ms: 0, size: at === 1 ? 117_000_000 : 0 } : { ms: 900 * at, size: at === 3 ? 0 : 1_000_000 * at });
  }
  return desk;
}

export const longDockerfile = ["FROM debian:bookworm", ...Array.from({ length: 80 }, (_, at) => `RUN echo step number ${at + 2} > /tmp/${at}`)].join("\n");
