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
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => false);
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
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => false);
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
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => congested);
  pacer.request();
  vi.advanceTimersByTime(500);
  expect(draw).not.toHaveBeenCalled();
  congested = false;
  vi.advanceTimersByTime(33);
  expect(draw).toHaveBeenCalledTimes(1);
});

it("does not let a key wait as long as output", () => {
  const draw = vi.fn();
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => false);
  pacer.request();
  pacer.request();
  vi.advanceTimersByTime(5);
  pacer.request(true);
  pacer.request();
  vi.advanceTimersByTime(4);
  expect(draw).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(draw).toHaveBeenCalledTimes(2);
});

it("leaves most of the time to others when a frame is dear", async () => {
  const draw = vi.fn(() => vi.advanceTimersByTime(40));
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => false);
  pacer.request();
  await Promise.resolve(); // a microtask, in which React draws
  pacer.request();
  vi.advanceTimersByTime(79);
  expect(draw).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(draw).toHaveBeenCalledTimes(2);
});

it("draws nothing any more once it is closed", () => {
  const draw = vi.fn();
  const pacer = createPacer(draw, { calm: 33, urgent: 10 }, () => false);
  pacer.request();
  pacer.request();
  pacer.close();
  vi.advanceTimersByTime(500);
  expect(draw).toHaveBeenCalledTimes(1);
});
