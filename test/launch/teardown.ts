/**
 * Everything that was started is stopped, whichever way a run ends: normally, by an error, by Ctrl-C.
 * Steps are registered as things start and run once, the last first; a failing step does not stop the others.
 */
export type TeardownStep = () => Promise<void> | void;

export class Teardown {
  readonly #steps: TeardownStep[] = [];

  defer(step: TeardownStep): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        console.error(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/**
 * Runs a program to its end and exits the process with the code it returns; 1 when it throws, with the
 * message of the error. SIGINT, SIGTERM and SIGHUP end it early, with the usual 128 + signal number.
 */
export async function runToExit(program: (teardown: Teardown) => Promise<number>): Promise<never> {
  const teardown = new Teardown();
  const stop = async (code: number): Promise<never> => {
    await teardown.run();
    process.exit(code);
  };
  process.once('SIGINT', () => void stop(130));
  process.once('SIGTERM', () => void stop(143));
  process.once('SIGHUP', () => void stop(129));
  try {
    return await stop(await program(teardown));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return await stop(1);
  }
}
