/** The table of a benchmark as text. Pure. */
import type { CpuInfo } from 'node:os';
import { median } from './statistics.js';

export interface Step {
  readonly name: string;
  /** One for each round, in the order of the rounds. */
  readonly seconds: readonly number[];
}

/** A line for each step; the ratio compares it with the first step of the same round. */
export function describeSteps(steps: readonly Step[]): readonly string[] {
  const [first] = steps;
  if (first === undefined) {
    return [];
  }
  const width = Math.max(...steps.map(({ name }) => name.length));
  const row = (cells: readonly string[]) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(10))).join('  ');
  return [
    row([`${first.seconds.length} runs`, 'median', 'fastest', 'slowest', 'ratio']),
    ...steps.map(({ name, seconds }) => {
      const ratios = seconds.map((value, round) => value / (first.seconds[round] ?? Number.NaN));
      const times = [median(seconds), Math.min(...seconds), Math.max(...seconds)];
      return row([name, ...times.map((time) => `${time.toFixed(2)} s`), median(ratios).toFixed(2)]);
    }),
  ];
}

export function describeMachine(cores: readonly CpuInfo[]): string {
  return `${cores.length} × ${cores[0]?.model.trim() ?? 'unknown processor'}`;
}
