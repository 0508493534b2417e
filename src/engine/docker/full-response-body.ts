/**
 * docker-modem waits for ever when a connection breaks off between an answer's headers and its end, as it does for every
 * running container when an engine dies: the headers of `wait` come at once. So bodies are read here.
 */
import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";

/**
 * Makes every request of `docker` fail that is not answered in full. One that only asks is asked once more where its connection broke
 * off: an engine closes an idle one at any moment, and of those that change something nobody can tell whether they were done.
 */
export function readWholeAnswers(docker: Docker): Docker {
  const { modem } = docker;
  const dial = modem.dial.bind(modem);
  const once: Dial = (options, callback) => {
    // copies: docker-modem puts the API's version before the path of what it is given, each time
    if (options.isStream === true) return dial({ ...options }, callback);
    dial({ ...options, isStream: true }, (error, answer) => {
      if (error) return callback(error, null);
      collect(answer as IncomingMessage).then(
        (body) => callback(null, parsed(body)),
        (reason: Error) => callback(reason, null),
      );
    });
  };
  modem.dial = (options, callback = () => {}) => {
    const onlyAsks = options.method === "GET" || options.method === "HEAD";
    once(options, (error, answer) => {
      const again =
        onlyAsks && brokeOff.has((error as NodeJS.ErrnoException | null)?.code ?? "") && !options.abortSignal?.aborted;
      return again ? once(options, callback) : callback(error, answer);
    });
  };
  return docker;
}

type Dial = (...words: Required<Parameters<Docker["modem"]["dial"]>>) => void;

const brokeOff = new Set(["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE"]);

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
