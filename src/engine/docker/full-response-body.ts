/**
 * docker-modem waits for ever when a connection breaks off between an answer's headers and its end, as it does for every
 * running container when an engine dies: the headers of `wait` come at once. So bodies are read here.
 */
import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";

/** Makes every request of `docker` fail that is not answered in full. */
export function readWholeAnswers(docker: Docker): Docker {
  const { modem } = docker;
  const dial = modem.dial.bind(modem);
  modem.dial = (options, callback = () => {}) => {
    if (options.isStream === true) return dial(options, callback);
    dial({ ...options, isStream: true }, (error, answer) => {
      if (error) return callback(error, null);
      collect(answer as IncomingMessage).then(
        (body) => callback(null, parsed(body)),
        (reason: Error) => callback(reason, null),
      );
    });
  };
  return docker;
}

async function collect(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parsed(body: string): object {
  try {
    return JSON.parse(body) as object;
  } catch {
    return Buffer.from(body);
  }
}
