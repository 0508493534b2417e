/** What went wrong between us and the engine, in a person's words: lost, refused, or our own bug. */
import { EngineLostError, EngineRefusedError } from "../../errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { sshFailed } from "./ssh-agent.ts";

/** Where we were talking to, for the words. */
export type Peer = Pick<Endpoint, "address" | "dial">;

/** Translates whatever a request threw. Anything unknown comes back as it is: a bug must look like one. */
export function translate(error: unknown, peer: Peer): unknown {
  if (!(error instanceof Error) || error instanceof EngineLostError || error instanceof EngineRefusedError) return error;
  const { statusCode } = error as { statusCode?: number };
  if (statusCode !== undefined) return refusal(error, statusCode, peer);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error : (lost(error, code, peer) ?? error);
}

/** dockerode's `(HTTP code 404) no such image - No such image: x` back to the engine's own sentence. */
function refusal(error: Error, status: number, peer: Peer): Error {
  const { json } = error as { json?: { message?: unknown } | null };
  const said = typeof json?.message === "string" ? json.message : error.message.replace(/^\(HTTP code \d+\) .*? - /s, "");
  const message = said.trim() || `the engine answered ${status}`;
  if (/HTTP request to an HTTPS server/i.test(message)) {
    return new EngineLostError(
      `${peer.address} wants TLS`,
      "Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH to the folder of ca.pem, cert.pem and key.pem.",
      error,
    );
  }
  return new EngineRefusedError(message, status, error);
}

function lost(error: Error, code: string, peer: Peer): EngineLostError | undefined {
  const { address, dial } = peer;
  const told = (message: string, hint: string): EngineLostError => new EngineLostError(message, hint, error);
  if (code === sshFailed) {
    return told(
      `cannot reach the engine at ${address}: ${lastLine(error.message)}`,
      `Try \`${tryBySsh(dial)}\`: it must work without asking for anything.`,
    );
  }
  switch (code) {
    case "ENOENT":
    case "ENOTSOCK":
    case "ENOTDIR":
      return told(
        `no engine at ${address}: there is no such socket`,
        "Install and start Docker, or point DOCKER_HOST at an engine that runs.",
      );
    case "EACCES":
    case "EPERM":
      return told(
        `no permission to use the engine at ${address}`,
        "Add yourself to its group (`sudo usermod -aG docker $USER`, then log in again), or run as root.",
      );
    case "ECONNREFUSED":
      return told(
        `nothing answers at ${address}`,
        dial.kind === "socket"
          ? "Start the engine: `sudo systemctl start docker`."
          : "Is the engine running, and does it listen on that port?",
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return told(`no host of the name in ${address} was found`, "Check DOCKER_HOST or the docker context, and the network.");
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EHOSTDOWN":
      return told(`${address} cannot be reached (${code})`, "Check the network and the address.");
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return told(`the connection to the engine at ${address} broke off`, "Is the engine still running? `docker info` tells.");
  }
  if (code.startsWith("HPE_"))
    return told(`what answers at ${address} is not an engine`, "Check the port: 2375 without TLS, 2376 with it, as a rule.");
  if (/CERT|TLS|SSL|UNABLE_TO|SELF_SIGNED|EPROTO/.test(code)) {
    return told(
      `TLS to ${address} failed: ${lastLine(error.message)}`,
      "Check the files in DOCKER_CERT_PATH: ca.pem must have signed the engine's certificate, which must name this host.",
    );
  }
  return undefined;
}

/** What ssh is asked to do, with the user, port and socket of the address, but for the last words: "system dial-stdio". */
function tryBySsh(dial: Peer["dial"]): string {
  if (dial.kind !== "ssh") return "ssh HOST docker version";
  return ["ssh", ...dial.args.filter((word) => word !== "--").slice(0, -2), "version"].join(" ");
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
