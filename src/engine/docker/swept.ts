/** Engines make an image first and name it then: a `docker image prune` of somebody else's may take it in between. */
import { EngineRefusedError } from "../../errors.ts";

const times = 4;

/** Does `work` again where the image it made was gone before it had its name. `possible`: is there still what it is made from? */
export async function againWhenSwept<T>(work: () => Promise<T>, possible: () => Promise<boolean>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await work();
    } catch (error) {
      if (time === times || !(error instanceof EngineRefusedError) || !isImageGone(error) || !(await possible())) throw error;
    }
  }
}

/** In the words of the stores and versions (20.10, 28.5). */
const isImageGone = ({ message }: EngineRefusedError): boolean =>
  /no such image|failed to get digest|image\b.*not found|does not exist/i.test(message);
