/** What metadata instructions do to the config, as tables. The rules are BuildKit's (dockerfile-semantics §1.5, §1.9). */
import { describe, expect, it } from "vitest";
import { exposedPorts } from "../../src/builder/instructions/exposed-ports.ts";
import { applyMetadata, type MetadataInstruction } from "../../src/builder/instructions/metadata.ts";
import { checkSignal } from "../../src/builder/instructions/signals.ts";
import { setEnv, setVariable } from "../../src/builder/stage-variables.ts";
import type { StageState } from "../../src/builder/state.ts";
import { bareStage } from "../helpers/bare-stage.ts";
import { planOf } from "../helpers/plans.ts";

const stage: StageState = {
  ...bareStage,
  image: "sha256:base",
  layers: 1,
  config: { Env: ["PATH=/bin", "a=1"], Cmd: ["base"], Healthcheck: { Test: ["CMD", "old"], Retries: 5 } },
  created: "2020-01-01T00:00:00Z",
  variables: [
    { name: "PATH", value: "/bin", from: "image" },
    { name: "a", value: "1", from: "image" },
  ],
  key: "k",
};

/** The stage after these lines. */
function stageAfter(...lines: readonly string[]): StageState {
  const plan = planOf(`FROM x\n${lines.join("\n")}\n`);
  return plan.steps
    .slice(1)
    .reduce((state, { instruction }) => applyMetadata(instruction as MetadataInstruction, state, "\\"), stage);
}

describe("config", () => {
  it.each<[string, readonly string[], object]>([
    ["ENV replaces in place and appends", ["ENV b=2 a=3"], { Env: ["PATH=/bin", "a=3", "b=2"] }],
    ["ENV words see the values before the line", ["ENV a=2 b=$a"], { Env: ["PATH=/bin", "a=2", "b=1"] }],
    ["LABEL: later wins", ["LABEL x=1 y=2", "LABEL x=$a$a"], { Labels: { x: "11", y: "2" } }],
    [
      "CMD text goes through the shell and sets ArgsEscaped",
      ["CMD echo hi"],
      { Cmd: ["/bin/sh", "-c", "echo hi"], ArgsEscaped: true },
    ],
    [
      "SHELL applies to what follows only",
      ["CMD one", 'SHELL ["bash", "-c"]', "ENTRYPOINT two"],
      { Cmd: ["/bin/sh", "-c", "one"], Entrypoint: ["bash", "-c", "two"] },
    ],
    ["ENTRYPOINT drops the base's CMD", ['ENTRYPOINT ["x"]'], { Entrypoint: ["x"], Cmd: null }],
    ["ENTRYPOINT leaves this stage's CMD", ['CMD ["c"]', 'ENTRYPOINT ["x"]'], { Entrypoint: ["x"], Cmd: ["c"] }],
    [
      "HEALTHCHECK replaces the base's as a whole",
      ["HEALTHCHECK --interval=2s CMD x"],
      { Healthcheck: { Test: ["CMD-SHELL", "x"], Interval: 2e9 } },
    ],
    ["HEALTHCHECK NONE", ["HEALTHCHECK NONE"], { Healthcheck: { Test: ["NONE"] } }],
    ["USER expands", ["USER u$a"], { User: "u1" }],
    [
      "VOLUME keeps names as they are",
      ['VOLUME /v/ ["/w"]', 'VOLUME ["/b c"]'],
      { Volumes: { "/v/": {}, "[/w]": {}, "/b c": {} } },
    ],
  ])("%s", (_name, lines, expected) => {
    expect(stageAfter(...lines).config).toMatchObject(expected);
  });

  it("notes each instruction in the history as a line without a layer", () => {
    expect(stageAfter("ENV b=2 c=3", 'CMD ["a", "b"]').history.map((line) => [line.created_by, line.empty_layer])).toEqual([
      ["ENV b=2 c=3", true],
      ['CMD ["a" "b"]', true],
    ]);
  });
});

describe("EXPOSE words", () => {
  it.each([
    ["80", ["80/tcp"]],
    ["80/UDP", ["80/udp"]],
    ["8000-8002/sctp", ["8000/sctp", "8001/sctp", "8002/sctp"]],
    ["127.0.0.1:8080:80", ["80/tcp"]],
  ])("%s", (word, ports) => expect(exposedPorts([word])).toEqual(ports));
  it.each(["70000", "80/icmp", "9-1", "x", ""])("refuses %j", (word) => expect(() => exposedPorts([word])).toThrow());
});

describe("STOPSIGNAL", () => {
  it.each(["SIGTERM", "term", "9", "-1", "+09", "SIGPWR", "SIGRTMIN+15", "RTMAX-14"])("takes %s", (signal) =>
    expect(() => checkSignal(signal)).not.toThrow(),
  );
  it.each(["SIGNOPE", "0", "", "-0", "9223372036854775808", "SIGEMT", "RTMIN+16", "RTMAX-15"])("refuses %j", (signal) =>
    expect(() => checkSignal(signal)).toThrow(/Invalid signal/),
  );
});

describe("variables", () => {
  it("the later of two with one name wins and moves to the end", () => {
    const list = setVariable(stage.variables, { name: "PATH", value: "/x", from: "arg" });
    expect(list.map(({ name }) => name)).toEqual(["a", "PATH"]);
  });
  it("an image's Env keeps places", () => expect(setEnv(["a=1", "b=2"], "a", "9")).toEqual(["a=9", "b=2"]));
});
