import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutColours } from "../../../../src/output/clean.ts";
import { patternOf } from "../../../../src/output/pattern.ts";
import { highlighted } from "../../../../src/ui/panes/output/highlight.ts";

const red = "\u001b[31m";
const reset = "\u001b[0m";
const mark = (text: string) => `${"\u001b[7m"}${text}${reset}`;

it.each<[string, string, string]>([
  ["an error", "error", `an ${mark("error")}`],
  [`${red}an error here${reset}!`, "error", `${red}an ${mark("error")}${red} here${reset}!`],
  // a match over a change of colours
  [`${red}er${reset}ror, error`, "error", `${red}${mark("er")}${red}${reset}${mark("ror")}, ${mark("error")}`],
  ["nothing", "error", "nothing"],
  ["日本 error", "本", `日${mark("本")} error`],
])("%j for %s", (line, text, wanted) => {
  expect(highlighted([line], patternOf(text), mark)).toEqual([wanted]);
});

it("changes no text, whatever matches", () => {
  const part = fc.constantFrom("a", "b", " ", red, reset, "日", "\u001b[1m");
  fc.assert(
    fc.property(fc.array(part), fc.constantFrom("a", "a*", "[ab]+", "b| ", "."), (parts, text) => {
      const line = parts.join("");
      const marked: string[] = [];
      const [result = ""] = highlighted([line], patternOf(text), (each) => {
        marked.push(each);
        return `\u001b[7m${each}${reset}`;
      });
      expect(withoutColours(result)).toBe(withoutColours(line));
      expect(marked.join("")).toBe([...withoutColours(line).matchAll(new RegExp(text, "g"))].join(""));
    }),
  );
});
