/**
 * Running other programs: to their end with the output collected, or in the background with the output in a
 * log file. Programs in the background lead their own process group, so that Ctrl-C reaches only the launcher,
 * which then stops them, children included, in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** After this many milliseconds the program is killed; the run then counts as failed. */
  readonly timeout?: number;
}

export interface RunResult {
  /** 127 when the program could not be started at all. */
  readonly code: number;
  /** What it wrote to both outputs, in the order it arrived. */
  readonly output: string;
}

/** Runs a program to its end. Never rejects: a program that cannot be started is a failed run. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.timeout === undefined ? {} : { timeout: options.timeout, killSignal: 'SIGKILL' }),
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    const chunks: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => {
      const ending = signal === null ? '' : `\n(ended by ${signal})`;
      resolve({ code: code ?? 1, output: chunks.join('') + ending });
    });
  });
}

/** Runs a program that has to succeed; the error carries the end of its output. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`"${command} ${args.join(' ')}" failed (exit code ${code}):\n${lastLines(output, 20)}`);
  }
  return output;
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/** The full path of a command, searched as the shell does. */
export function findOnPath(command: string): string | undefined {
  const extensions = process.platform === 'win32' ? ['.cmd', '.exe'] : [''];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => extensions.map((extension) => join(folder, command + extension)))
    .find((path) => existsSync(path));
}

export interface BackgroundProcess {
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the program has ended, by itself or stopped. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Asks it to stop; kills it when it has not after five seconds. */
  stop(): Promise<void>;
}

export function startInBackground(
  command: string,
  args: readonly string[],
  logFile: string,
  options: Omit<RunOptions, 'timeout'> = {},
): BackgroundProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', log, log],
    detached: process.platform !== 'win32',
  });
  closeSync(log);
  const state = { ended: false };
  const ended = new Promise<void>((resolve) => {
    const settle = () => {
      state.ended = true;
      resolve();
    };
    child.once('error', settle);
    child.once('exit', settle);
  });
  return {
    pid: child.pid ?? -1,
    logFile,
    ended,
    hasEnded: () => state.ended,
    async stop() {
      signalGroup(child, 'SIGTERM');
      await Promise.race([ended, delay(5000, undefined, { ref: false })]);
      signalGroup(child, 'SIGKILL');
      if (child.pid !== undefined) {
        await ended;
      }
    },
  };
}

/** Signals a program and what it started. */
function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  signal(process.platform === 'win32' ? child.pid : -child.pid, name);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone already, which is what we want.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

/** The end of a background program's log, for an error message. */
export function endOfLog(process: BackgroundProcess): string {
  return lastLines(readFileSync(process.logFile, 'utf8'), 20);
}

/** Asks every process that has this text in its command line to stop: for programs that detach themselves. */
export async function stopProcessesWith(argument: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const { output } = await run('ps', ['-axo', 'pid=,args=']);
  for (const line of output.split('\n').filter((text) => text.includes(argument))) {
    const pid = Number.parseInt(line, 10);
    if (pid !== process.pid) {
      signal(pid, 'SIGTERM');
    }
  }
}
