/** A word where the engine takes a while: one with thousands of images takes minutes to tell of them. */

/** Milliseconds until it is said. */
const patience = 3000;

/** The same promise; says on standard error what is waited for, once it takes long. */
export async function saidIfSlow<T>(work: Promise<T>): Promise<T> {
  const late = setTimeout(() => {
    process.stderr.write("dbuild: waiting for the engine to tell of all its images\n");
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(late);
  }
}
