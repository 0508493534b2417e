import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createPacer } from "../../src/ui/pacer.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("draws at once after a rest, and then no more often than it may", () => {
  const draw = vi.fn();
  const pacer = createPacer(draw, 33, () => false);
  pacer.request();
  expect(draw).toHaveBeenCalledTimes(1);
  for (let at = 0; at < 100; at++) {
    pacer.request();
    vi.advanceTimersByTime(10);
  }
  expect(draw.mock.calls.length).toBeGreaterThan(24);
  expect(draw.mock.calls.length).toBeLessThanOrEqual(31);
});

it("draws the last change too", () => {
  const draw = vi.fn();
  const pacer = createPacer(draw, 33, () => false);
  pacer.request();
  pacer.request();
  vi.advanceTimersByTime(33);
  expect(draw).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(draw).toHaveBeenCalledTimes(2);
});

it("waits for a terminal that is behind", () => {
  const draw = vi.fn();
  let congested = true;
  const pacer = createPacer(draw, 33, () => congested);
  pacer.request();
  vi.advanceTimersByTime(500);
  expect(draw).not.toHaveBeenCalled();
  congested = false;
  vi.advanceTimersByTime(33);
  expect(draw).toHaveBeenCalledTimes(1);
});

it("draws nothing any more once it is closed", () => {
  const draw = vi.fn();
  const pacer = createPacer(draw, 33, () => false);
  pacer.request();
  pacer.request();
  pacer.close();
  vi.advanceTimersByTime(500);
  expect(draw).toHaveBeenCalledTimes(1);
});
