/**
 * `npm run bench`: measures the review on a generated workspace (`--files 10000`, 2,000 unless told) or on a
 * checkout (`npm run bench -- PATH`), and prints a table. Every step runs once in each round, so that a ratio
 * compares what ran on the same machine in the same minute; times are medians over all rounds. Nothing is
 * asserted.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mentionsCache } from '../../server/src/facts/selection.js';
import { createDiskWorkspace } from '../../server/src/workspace/diskWorkspace.js';
import { projectRoot } from '../launch/project.js';
import { runOrThrow } from '../launch/subprocess.js';
import { runToExit, type Teardown } from '../launch/teardown.js';
import { temporaryFolder } from '../launch/visualStudioCode.js';
import { OXLINT, obtainTool, TYPESCRIPT } from './comparedTools.js';
import { type EditTimes, measureEdits } from './editSession.js';
import { generateWorkspace, writeWorkspace } from './generatedWorkspace.js';
import { describeMachine, describeSteps, type Step } from './report.js';
import { measureServerMemory, type ServerMemory } from './serverMemory.js';
import { median, percentile } from './statistics.js';

const seed = 1;
const dist = join(projectRoot, 'dist');

interface Target {
  readonly name: string;
  /** An absolute path. */
  readonly root: string;
  /** Everything that may be reviewed, relative to the root. */
  readonly files: readonly string[];
  readonly fileToEdit: string;
}

export async function main(args: readonly string[]): Promise<void> {
  await runToExit(async (teardown) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        files: { type: 'string', default: '2000' },
        runs: { type: 'string', default: '5' },
        edits: { type: 'string', default: '200' },
      },
    });
    say('Building …');
    await runOrThrow(process.execPath, ['.esbuild.mjs', '--production'], { cwd: projectRoot });
    const scratch = temporaryFolder(teardown);
    const target = await (positionals[0] === undefined
      ? generated(Number(values.files), teardown)
      : checkout(resolve(process.env.INIT_CWD ?? '.', positionals[0])));
    const commands = await commandsFor(target, scratch);
    const rounds = measureRounds(commands, Number(values.runs));
    say(`${values.edits} edits of ${target.fileToEdit} …`);
    const edits = await measureEdits({
      ...{ server: join(dist, 'server.js'), root: target.root, file: target.fileToEdit },
      ...{ edits: Number(values.edits), environment: { XDG_CACHE_HOME: join(scratch, 'edits') } },
    });
    say('The memory of the language server …');
    const server = await measureServerMemory(join(dist, 'server.js'), target.root, scratch);
    print(target, rounds, { edits, server }, scratch);
    return 0;
  });
}

async function generated(count: number, teardown: Teardown): Promise<Target> {
  say(`Generating ${count} files …`);
  const root = temporaryFolder(teardown);
  const workspace = generateWorkspace(count, seed);
  writeWorkspace(root, workspace);
  const { files } = await createDiskWorkspace(root).snapshot();
  return { name: `generated, seed ${seed}`, root, files, fileToEdit: workspace.fileToEdit };
}

async function checkout(root: string): Promise<Target> {
  const snapshot = await createDiskWorkspace(root).snapshot();
  const { files } = snapshot;
  const fileToEdit = files.find((file) => mentionsCache(snapshot.text(file) ?? '')) ?? files[0];
  if (fileToEdit === undefined) {
    throw new Error(`${root} holds no TypeScript or JavaScript files.`);
  }
  return { name: root, root, files, fileToEdit };
}

interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it found must not end the measurement; that it could not run must. */
  readonly mayEndWith: readonly number[];
  /** Runs once, unmeasured, before the rounds. */
  readonly needsPreparation?: boolean;
}

async function commandsFor(target: Target, scratch: string): Promise<readonly Command[]> {
  const list = join(scratch, 'files.json');
  writeFileSync(list, JSON.stringify(target.files));
  const caches = join(scratch, 'caches');
  mkdirSync(caches);
  const review = [join(dist, 'cli.js'), target.root, '--format', 'json'];
  const memory = ['--import', join(projectRoot, 'test', 'bench', 'memoryAtExit.mjs')];
  const parser = join(projectRoot, 'test', 'bench', 'parseFiles.mjs');
  const node = { program: process.execPath, mayEndWith: [0, 1], environment: {} };
  const commands: Command[] = [
    {
      ...node,
      name: 'review, nothing cached',
      args: [...memory, ...review, '--no-cache'],
      environment: { CACHE_REVIEW_BENCH_MEMORY: join(scratch, 'memory.json') },
    },
    {
      ...node,
      name: 'review, facts cached',
      args: review,
      environment: { XDG_CACHE_HOME: caches },
      needsPreparation: true,
    },
    {
      ...node,
      name: 'TypeScript parser, all files',
      args: [parser, join(dist, 'parser.js'), target.root, list],
    },
  ];
  return [...commands, ...(await comparedCommands(target))];
}

async function comparedCommands({ root }: Target): Promise<readonly Command[]> {
  const linter = await obtainTool(OXLINT, say);
  const compiler = existsSync(join(root, 'tsconfig.json')) && (await obtainTool(TYPESCRIPT, say));
  const common = { environment: {}, mayEndWith: [0, 1, 2] };
  return [
    ...(linter ? [{ ...common, name: 'oxlint, its default rules', program: linter, args: [root] }] : []),
    ...(compiler
      ? [{ ...common, name: 'tsc, no output', program: compiler, args: ['--noEmit', '-p', root] }]
      : []),
  ];
}

interface MeasuredStep extends Step {
  /** What the last run wrote to standard output. */
  readonly output: string;
}

function measureRounds(commands: readonly Command[], runs: number): readonly MeasuredStep[] {
  for (const command of commands.filter(({ needsPreparation }) => needsPreparation)) {
    execute(command);
  }
  const steps = commands.map(({ name }) => ({ name, seconds: [] as number[], output: '' }));
  for (let round = 1; round <= runs; round++) {
    say(`Round ${round} of ${runs} …`);
    for (const [index, command] of commands.entries()) {
      const { seconds, output } = execute(command);
      const step = steps[index];
      step?.seconds.push(seconds);
      if (step) {
        step.output = output;
      }
    }
  }
  return steps;
}

function execute(command: Command): { readonly seconds: number; readonly output: string } {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command.program, command.args, {
    encoding: 'utf8',
    env: { ...process.env, ...command.environment },
    maxBuffer: 1024 ** 3,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status === null || !command.mayEndWith.includes(status)) {
    throw new Error(`${command.name} ended with ${status}:\n${stderr}`);
  }
  return { seconds, output: stdout };
}

interface MeasuredServer {
  readonly edits: EditTimes;
  readonly server: ServerMemory;
}

function print(
  target: Target,
  steps: readonly MeasuredStep[],
  { edits, server }: MeasuredServer,
  scratch: string,
): void {
  const [cold, warm] = steps.slice(0, 2).map(({ output }) => JSON.parse(output));
  const memory = JSON.parse(readFileSync(join(scratch, 'memory.json'), 'utf8'));
  const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MB`;
  const lines = [
    '',
    `${target.name}: ${target.files.length} files`,
    `${describeMachine(cpus())}, Node ${process.versions.node}`,
    '',
    ...describeSteps(steps),
    '',
    `files parsed: ${cold.stats.parsed} with nothing cached, ${warm.stats.parsed} with facts cached`,
    `selected: ${cold.stats.first} files that mention a cache, ${cold.stats.further} that write what is cached or call what matters; the rest is imported by them`,
    `findings: ${cold.findings.length}`,
    `one character typed until the diagnostics of its file are ready: ${describeTimes(edits.file)}`,
    `one character typed until those of all files are: ${describeTimes(edits.folder)}`,
    `resident memory of the command line, nothing cached: ${megabytes(memory.atEnd)} at its end, ${megabytes(memory.peak)} at most`,
    `resident memory of the language server, nothing cached: ${megabytes(server.peak)} at most, ${megabytes(server.atRest)} at rest`,
  ];
  console.log(lines.join('\n'));
}

function say(line: string): void {
  console.error(`· ${line}`);
}

function describeTimes(times: readonly number[]): string {
  return `p50 ${median(times).toFixed(0)} ms, p95 ${percentile(times, 95).toFixed(0)} ms`;
}
