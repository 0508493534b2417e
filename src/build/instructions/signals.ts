/** STOPSIGNAL's check: a Linux signal by number or by name, with or without SIG, in any case. */
import { constants } from "node:os";
import { StepProblem } from "../problem.ts";

const extra = ["CLD", "POLL", "STKFLT", "IOT", "RTMIN", "RTMAX"];
const names = new Set([...Object.keys(constants.signals).map((name) => name.slice(3)), ...extra]);

/** Throws StepProblem when it is none. Numbers above 0 are taken as they are, RTMIN+n and RTMAX-n up to 15 (BuildKit through moby/sys/signal). */
export function checkSignal(signal: string): void {
  const number = /^\d+$/.test(signal) ? Number(signal) : undefined;
  const name = signal.toUpperCase().replace(/^SIG/, "");
  const known = number !== undefined ? number > 0 : names.has(name) || /^RTM(IN\+|AX-)([1-9]|1[0-5])$/.test(name);
  if (!known) throw new StepProblem(`Invalid signal: ${signal}`, "STOPSIGNAL takes a name such as SIGTERM or a number");
}
