/** --output, as far as it is an image in the engine; undefined is refused by name. */
import { expect, it } from "vitest";
import { imageOutput } from "../../src/cli/values/output.ts";

it.each([
  ["", []],
  ["type=image", []],
  ["type=docker", []],
  ["type=image,push=false,unpack=true", []],
  ["type=image,name=a", ["a"]],
  ['type=image,"name=a:1,b"', ["a:1", "b"]],
  ["type=image,push=true", undefined],
  ["type=docker,dest=x.tar", undefined],
  ["type=local,dest=x", undefined],
  ["type=cacheonly", undefined],
  ["name=a", undefined],
  ["out", undefined],
  ["-", undefined],
])("--output %s", (text, wanted) => expect(imageOutput(text)).toEqual(wanted));
