/** Values of secrets never come through, however the output is cut into chunks. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { redact, redactingLog, secretParts } from "../../src/builder/sandbox/redact.ts";
import { proxyParts } from "../../src/builder/sandbox/sandbox.ts";

function through(chunks: readonly Uint8Array[], values: readonly string[]): string {
  const out: Buffer[] = [];
  const log = redactingLog((chunk) => out.push(Buffer.from(chunk)), values);
  for (const chunk of chunks) log.write(chunk);
  log.end();
  return Buffer.concat(out).toString();
}

it.each([
  ["say hush now", ["hush"], "say *** now"],
  ["hushhush", ["hush"], "******"],
  ["hus", ["hush"], "hus"],
  ["long-secret long", ["long", "long-secret"], "*** ***"],
  ["nothing", [], "nothing"],
  ["grün", ["grün"], "***"],
])("%j without %j", (text, values, shown) => {
  expect(through([Buffer.from(text)], values)).toBe(shown);
  expect(redact(text, values)).toBe(shown);
  for (let at = 0; at <= Buffer.byteLength(text); at++) {
    const bytes = Buffer.from(text);
    expect(through([bytes.subarray(0, at), bytes.subarray(at)], values)).toBe(shown);
  }
});

it("hides whatever the chunks are, and changes nothing else", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
  const value = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(
      letters,
      fc.array(value, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(40), { maxLength: 6 }),
      (text, values, cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((one, other) => one - other), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const shown = through(chunks, values);
        for (const each of values) expect(shown.includes(each)).toBe(false);
        if (!values.some((each) => text.includes(each))) expect(shown).toBe(text);
      },
    ),
  );
});

it("reuses no memory of a chunk", () => {
  const chunk = Buffer.from("xx hus");
  const out: string[] = [];
  const log = redactingLog((piece) => out.push(Buffer.from(piece).toString()), ["hush"]);
  log.write(chunk);
  chunk.fill("z");
  log.write(Buffer.from("h!"));
  log.end();
  expect(out.join("")).toBe("xx ***!");
});

it("takes a key file line by line, and leaves what is too short alone", () => {
  expect(secretParts("first-line\nsecond-line\n")).toEqual(expect.arrayContaining(["first-line", "second-line"]));
  expect(secretParts("first-line\r\n  second  line \n")).toEqual(
    expect.arrayContaining(["first-line", "second  line", "second line", "first-line second line"]),
  );
  expect(secretParts("ab")).toEqual([]);
  expect(secretParts("")).toEqual([]);
});

describe("what programs make of a value", () => {
  const value = 'T0ken/with+"signs';
  const shown = (text: string): string => redact(text, secretParts(value));
  it.each([
    ["base64", (text: string) => Buffer.from(text).toString("base64")],
    ["base64 of URLs", (text: string) => Buffer.from(text).toString("base64url")],
    ["hex", (text: string) => Buffer.from(text).toString("hex")],
    ["HEX", (text: string) => Buffer.from(text).toString("hex").toUpperCase()],
    ["a URL", (text: string) => encodeURIComponent(text)],
    ["JSON", (text: string) => JSON.stringify(text)],
  ])("%s, wherever it stands in it", (_name, encode) => {
    for (const before of ["", "a", "ab", "user:"]) expect(shown(encode(`${before}${value}`))).toContain("***");
  });
  it("leaves short ones alone", () => {
    expect(redact(Buffer.from("abcdefg").toString("base64"), secretParts("abcdefg"))).toBe("YWJjZGVmZw==");
  });
  it("proxies are secret where they name somebody", () => {
    expect(proxyParts("http_proxy=proxy")).toEqual([]);
    expect(proxyParts("http_proxy=http://proxy.example:3128")).toEqual([]);
    expect(proxyParts("no_proxy=localhost,.example")).toEqual([]);
    expect(proxyParts("http_proxy=http://me:pass%20word@proxy:1")).toEqual(expect.arrayContaining(["pass%20word", "pass word"]));
    expect(proxyParts("https_proxy=me:password@proxy:1")).toContain("password");
    expect(proxyParts("https_proxy=https://token@proxy")).toContain("token");
  });
});
