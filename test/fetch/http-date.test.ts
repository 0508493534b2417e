import { expect, test } from "vitest";
import { httpDate } from "../../src/fetch/http-date.ts";

// what Go's http.ParseTime makes of the same texts
test.each([
  ["Sun, 06 Nov 1994 08:49:37 GMT", 784111777],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 784111777],
  ["Sun Nov  6 08:49:37 1994", 784111777],
  ["Sun, 06 Nov 1994 8:49:37 GMT", 784111777],
  ["Thu, 29 Feb 2024 00:00:00 GMT", 1709164800],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
])("%s", (text, seconds) => expect(httpDate(text)).toBe(seconds));

test.each([
  "",
  "2024-02-29T00:00:00Z",
  "Sun, 06 Nov 1994 08:49:37 +0000",
  "Sun, 6 Nov 1994 08:49:37 GMT",
  "Wed, 30 Feb 2022 00:00:00 GMT",
  "Sun, 06 Nov 1994 24:00:00 GMT",
])("no date: %s", (text) => expect(httpDate(text)).toBeUndefined());
