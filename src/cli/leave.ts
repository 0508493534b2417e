/** The end of the process, when all it was asked for is done. */

/** Milliseconds that what is left open by mistake (a socket, a child) may keep it. */
const patience = 3000;

/** From now on the process ends by itself, whatever still keeps it; what is to be written has its time. */
export function leaveSoon(): void {
  const timer = setTimeout(() => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) timer.refresh();
    else process.exit();
  }, patience).unref();
}
