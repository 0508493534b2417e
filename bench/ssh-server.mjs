// A host to reach an engine's socket at by the system's ssh, where logging in takes as long as one likes.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import ssh2 from "ssh2";
import { which } from "../scripts/setup/processes.mjs";

/**
 * `wait`: milliseconds that a login takes. Resolves with { env, logins, close }: `env` for dbuild, on top of `env`, to reach the engine at
 * `socket` through it, as ssh://far; `logins()`: how many there were. Undefined where there is no ssh.
 */
export async function sshServer({ socket, wait = 0, env }) {
  const program = which("ssh", env);
  if (program === undefined) return undefined;
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-ssh-server-"));
  const hostKeys = [ssh2.utils.generateKeyPairSync("ed25519").private];
  const open = new Set();
  let logins = 0;
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (login) => login.accept());
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec) => {
        const stream = acceptExec();
        const engine = connect(socket);
        const end = () => {
          engine.destroy();
          stream.exit(0);
          stream.end();
        };
        stream.pipe(engine).pipe(stream, { end: false });
        engine.on("error", end).on("end", end);
        stream.on("error", end).on("close", () => engine.destroy());
      });
    });
  });
  const door = createServer((socketOfClient) => {
    logins++;
    open.add(socketOfClient);
    socketOfClient.on("error", () => {}).on("close", () => open.delete(socketOfClient));
    setTimeout(() => server.injectSocket(socketOfClient), wait);
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", resolve));
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "HostName=127.0.0.1"];
  const words = ["-F", "/dev/null", "-p", door.address().port, ...options.flatMap((option) => ["-o", option])];
  const own = path.join(folder, "ssh");
  writeFileSync(own, `#!/bin/sh\nexec '${program}' ${words.join(" ")} "$@"\n`);
  chmodSync(own, 0o755);
  return {
    env: { PATH: `${folder}:${env.PATH}`, DOCKER_HOST: "ssh://far" },
    logins: () => logins,
    close: () => {
      door.close();
      for (const each of open) each.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
