/** Work in steps: whoever runs it may do something else between two of them, or leave it. */
export type Steps<T> = Generator<undefined, T, undefined>;

export function allSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** `pause` is called between two steps; its rejection ends the work. */
export async function pacedSteps<T>(steps: Steps<T>, pause: () => Promise<void> | undefined): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await pause();
  }
}
