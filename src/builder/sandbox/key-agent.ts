/** An SSH agent that knows the private keys of `--ssh id=FILE` and signs with them; the keys never leave this process. */
import fs from "node:fs";
import type { Duplex } from "node:stream";
import type { ParsedKey } from "ssh2";
import { UserError } from "../../errors.ts";

/** Speaks the agent's protocol on each connection it is given. Throws UserError for what is no key, or needs a passphrase. */
export async function serveKeys(paths: readonly string[]): Promise<(connection: Duplex) => void> {
  const { default: ssh } = await import("ssh2");
  const keys = paths.map((file) => {
    const parsed = ssh.utils.parseKey(readKey(file));
    if (!(parsed instanceof Error) && parsed.isPrivateKey()) return parsed;
    const locked = parsed instanceof Error && /passphrase|encrypted/i.test(parsed.message);
    throw new UserError({
      message: `${file}: ${parsed instanceof Error ? parsed.message : "not a private key"}`,
      hint: locked
        ? "add it to an agent (ssh-add), and pass --ssh default"
        : "--ssh takes the socket of an agent, or private keys",
    });
  });
  return (connection) => {
    const agent = new ssh.AgentProtocol(false);
    agent.on("error", () => connection.destroy());
    agent.on("identities", (request) => agent.getIdentitiesReply(request, keys));
    agent.on("sign", (request, wanted, data, { hash }) => {
      const key = keys.find((known) => known.getPublicSSH().equals(publicOf(wanted)));
      const signature = key?.sign(data, hash);
      if (signature === undefined || signature instanceof Error) agent.failureReply(request);
      else agent.signReply(request, signature);
    });
    connection.pipe(agent).pipe(connection);
  };
}

const publicOf = (key: ParsedKey | Buffer): Buffer => (Buffer.isBuffer(key) ? key : key.getPublicSSH());

function readKey(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new UserError({ message: (error as Error).message, hint: "check the path that --ssh names" });
  }
}
