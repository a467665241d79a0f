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
  const state = { ending: false };
  const ended = new Promise<number>((resolve) => {
    // Ctrl-C may arrive twice, from the terminal and from npm: the first one counts, none may cut the stopping short.
    process.on('SIGINT', () => resolve(130));
    process.on('SIGTERM', () => resolve(143));
    process.on('SIGHUP', () => resolve(129));
    // Nobody reads on, as after "npm start | head": there is nothing to say and nobody to say it to.
    process.stdout.on('error', () => resolve(1));
    process.stderr.on('error', () => resolve(1));
    const fail = (error: unknown) => {
      // What is being stopped may complain about it, and that is no news.
      if (!state.ending) {
        console.error(error instanceof Error ? error.message : String(error));
      }
      resolve(1);
    };
    process.on('uncaughtException', fail);
    program(teardown).then(resolve, fail);
  });
  const code = await ended;
  state.ending = true;
  await teardown.run();
  process.exit(code);
}
