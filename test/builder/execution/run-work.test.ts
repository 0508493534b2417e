/** Output that is read again after the engine was lost: nothing twice, and nothing passed over that was never told. */
import { expect, it } from "vitest";
import { outputOf, type RunWork } from "../../../src/builder/execution/run-work.ts";
import { complaintsOf } from "../../../src/builder/triage/complaints.ts";

function workWith(): { readonly work: RunWork; readonly told: () => string } {
  let told = "";
  const log = (chunk: Uint8Array) => {
    told += Buffer.from(chunk).toString();
  };
  const output = { lastOutput: "", received: 0, passOver: 0, firstOutput: Buffer.alloc(0), complaints: complaintsOf() };
  const work = { ctx: { log }, ...output };
  return { work: work as unknown as RunWork, told: () => told };
}

it("passes over what is in the log already, however it is cut", () => {
  for (let cut = 0; cut <= 9; cut++) {
    const { work, told } = workWith();
    outputOf(work)(Buffer.from("one\ntwo\n"));
    work.passOver = work.received;
    const again = Buffer.from("one\ntwo\nthree\n");
    outputOf(work)(again.subarray(0, cut));
    outputOf(work)(again.subarray(cut));
    expect(told()).toBe("one\ntwo\nthree\n");
  }
});

it("says that lines may come twice where the engine dropped the beginning", () => {
  const { work, told } = workWith();
  outputOf(work)(Buffer.from("one\ntwo\n"));
  work.passOver = work.received;
  outputOf(work)(Buffer.from("two\nthree\n"));
  expect(told()).toMatch(/^one\ntwo\nthe engine keeps no more of the output [^\n]*\ntwo\nthree\n$/);
});
