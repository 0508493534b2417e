// The closing line of a test run, from vitest's JSON report. Pure.

/**
 * { passed, failed, skipped } of a report's text (undefined: there is none). A file that could not be loaded counts as
 * one failed, a non-zero exit code without a failed test too, and so does leaving things behind in the engine.
 */
export function counted(text, code, leftBehind) {
  const report = text === undefined ? {} : JSON.parse(text);
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  const failed = (report.numFailedTests ?? 0) + broken + (leftBehind > 0 ? 1 : 0);
  return {
    passed: report.numPassedTests ?? 0,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;
