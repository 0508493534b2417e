/** STOPSIGNAL's check: a Linux signal by number or by name, with or without SIG, in any case. */
import { StepProblem } from "../problem.ts";

/** Of the image's system, not of ours: a client on another one must not decide otherwise. */
const names = new Set(
  `ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMIN SEGV STKFLT STOP SYS TERM TRAP
   TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ`.split(/\s+/),
);
const realTime = /^(?:RTMIN\+([1-9]|1[0-5])|RTMAX-([1-9]|1[0-4]))$/;

/** Throws StepProblem when it is none. Any number but 0 is taken, with its sign (BuildKit through moby/sys/signal). */
export function checkSignal(signal: string): void {
  const number = /^[+-]?\d+$/.test(signal) && Math.abs(Number(signal)) < 2 ** 63 ? Number(signal) : undefined;
  const name = signal.toUpperCase().replace(/^SIG/, "");
  const known = number !== undefined ? number !== 0 : names.has(name) || realTime.test(name);
  if (!known) throw new StepProblem(`Invalid signal: ${signal}`, "STOPSIGNAL takes a name such as SIGTERM or a number");
}
