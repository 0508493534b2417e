/** By which way a container is entered, without one. */
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { openTerminal } from "../../src/shell/enter-container.ts";
import type { TerminalIo } from "../../src/shell/raw-terminal.ts";

it("goes by the open connection to an engine that is not on this machine", async () => {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, isRaw: false, setRawMode: () => stdin });
  const stdout = Object.assign(new EventEmitter(), { columns: 91, rows: 37, write: () => true });
  const asked: unknown[] = [];
  const terminal = (...words: unknown[]): Promise<never> => {
    asked.push(words);
    return Promise.reject(new Error("the engine's own"));
  };
  const engine = { info: async () => ({ local: false }), terminal, clientEnv: () => ({}) } as unknown as Engine;
  const io = { stdin, stdout } as unknown as TerminalIo;
  await expect(openTerminal(engine, { container: "c" }, io, {})).rejects.toThrow("the engine's own");
  expect(asked).toEqual([["c", 91, 37]]);
});
