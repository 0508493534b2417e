/** Flags as docker's users write them, in the words commander is given. */
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { plainArguments } from "../../src/cli/argv.ts";
import { withBuildFlags } from "../../src/cli/flags.ts";
import { UserError } from "../../src/errors.ts";

const root = new Command("dbuild");
withBuildFlags(root.command("build"));

/** What is left of `build WORDS`, joined by spaces. */
const read = (words: string): string => plainArguments(["build", ...words.split(" ")], root).join(" ");

describe("flags as Go reads them", () => {
  it.each([
    ["-t app .", "build --tag=app -- ."],
    ["-tapp .", "build --tag=app -- ."],
    ["-t=app .", "build --tag=app -- ."],
    [". -t app", "build --tag=app -- ."],
    ["-qf Dockerfile.x .", "build --quiet --file=Dockerfile.x -- ."],
    ["-qf=x .", "build --quiet --file=x -- ."],
    ["-qtapp .", "build --quiet --tag=app -- ."],
    ["-f - .", "build --file=- -- ."],
    ["-f- .", "build --file=- -- ."],
    ["-", "build -- -"],
    ["-q=true .", "build --quiet -- ."],
    ["-Dq=false .", "build --debug -- ."],
    ["--pull=T --no-cache=0 .", "build --pull -- ."],
    ["--pull --pull=false .", "build -- ."],
    ["--pull=false --pull .", "build --pull -- ."],
    ["--build-arg --pull=false .", "build --build-arg=--pull=false -- ."],
    ["--build-arg A=b=c .", "build --build-arg=A=b=c -- ."],
    ["--build-arg= .", "build --build-arg= -- ."],
    ["--label -t=x .", "build --label=-t=x -- ."],
    ["-- -x", "build -- -x"],
    [". -- --pull", "build -- . --pull"],
    // Unknown ones are commander's to refuse, by name.
    ["--secrets=id=x,src=y .", "build --secrets -- ."],
    ["-qx .", "build --quiet -x -- ."],
  ])("%s", (words, wanted) => expect(read(words)).toBe(wanted));

  it.each([
    ["-q=maybe .", /--quiet "maybe"/],
    ["--pull= .", /--pull ""/],
    [". -t", /--tag needs a value/],
    [". --build-arg", /--build-arg needs a value/],
  ])("%s is refused", (words, told) => {
    expect(() => read(words)).toThrow(UserError);
    expect(() => read(words)).toThrow(told);
  });

  it("leaves what is no command of ours alone", () => {
    expect(plainArguments(["--version"], root)).toEqual(["--version"]);
    expect(plainArguments(["buidl", "-q=x"], root)).toEqual(["buidl", "-q=x"]);
  });
});
