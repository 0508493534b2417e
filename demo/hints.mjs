// What a person at a terminal is told before the screen opens.

export const hints = {
  story: {
    file: "Dockerfile.fail",
    words: [
      "",
      "A RUN whose first command works and whose second fails. On the screen:",
      "",
      "  c       run until it fails",
      "  s       a shell in the failed layer: ls /opt shows the file; exit comes back",
      "  e       edit the line: delete ` && false && not-a-command` (End, Backspace), Ctrl-S saves",
      "  r       run the step again, clean; then c goes on until DONE",
      "  q       quit; the image is run for you.   ? shows every key",
    ],
  },
  real: {
    file: "Dockerfile",
    words: [
      "",
      "ProFTPD from Debian's source package: `make` fails on one of its last files, after a minute or two. On the screen:",
      "",
      "  c       run until make fails (Tab and the arrows scroll its output)",
      "  s       a shell in the failed layer, objects and all: apt-get install -y libsqlite3-dev; exit",
      "  k       keep what the shell changed",
      "  R       make again on the failed layer: it resumes and compiles only what is missing",
      "  e       write it back: select the apt-get line (arrows), add libsqlite3-dev, Ctrl-S; c proves it by a clean rebuild",
      "  q       quit; the image is run for you.   ? shows every key",
    ],
  },
};
