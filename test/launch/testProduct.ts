/**
 * `npm test`: every part of the test run, the slow ones beside each other where they do not disturb each other,
 * and one line at the end, `N passed, N failed`. `--only unit,rules` runs some parts only (with the build where
 * they need it); `--grep text` runs the tests with that text in their title;
 * `--pictures` makes the pictures of the browser run those of the README.
 */
import { parseArgs } from 'node:util';
import { runToExit } from './teardown.js';
import {
  build,
  checkStyle,
  checkTypes,
  type Equipment,
  keepPictures,
  makePackage,
  obtainEquipment,
  packageFile,
  runExtensionSuites,
  runNodeSuites,
} from './testParts.js';
import {
  couldNotRun,
  describePart,
  describeTotal,
  type PartResult,
  type SuiteOutcome,
} from './testReport.js';

const partNames = [
  'types',
  'style',
  'build',
  'unit',
  'rules',
  'libraries',
  'lsp',
  'redis',
  'extension',
  'package',
  'e2e',
] as const;
type PartName = (typeof partNames)[number];

/** Parts that use programs of the system. */
const equipped: readonly PartName[] = ['redis', 'extension', 'e2e'];

export async function main(args: readonly string[]): Promise<void> {
  await runToExit(async () => {
    const { values } = parseArgs({
      args: [...args],
      options: { only: { type: 'string' }, grep: { type: 'string' }, pictures: { type: 'boolean' } },
    });
    const parts = await runParts(chosenParts(values.only), values.grep);
    console.log(`\n${describeTotal(parts)}`);
    if (values.pictures) {
      keepPictures();
    }
    return parts.some((part) => part.failures.length > 0) ? 1 : 0;
  });
}

function chosenParts(only: string | undefined): ReadonlySet<PartName> {
  if (only === undefined) {
    return new Set(partNames);
  }
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !partNames.some((part) => part === name));
  if (unknown.length > 0) {
    throw new Error(`There is no part "${unknown.join(', ')}". The parts are: ${partNames.join(', ')}.`);
  }
  return new Set(partNames.filter((part) => names.includes(part)));
}

async function runParts(chosen: ReadonlySet<PartName>, grep: string | undefined): Promise<PartResult[]> {
  const results: PartResult[] = [];
  const part = async (name: PartName, run: () => Promise<SuiteOutcome>): Promise<void> => {
    if (chosen.has(name)) {
      const result = await measure(name, run);
      console.log(describePart(result));
      results.push(result);
    }
  };
  const equipment = equipped.some((name) => chosen.has(name)) ? obtainEquipment(say) : undefined;
  // Whoever needs it hears of a failure; nobody else should.
  equipment?.catch(() => undefined);
  const needed = async (): Promise<Equipment> => {
    if (equipment === undefined) {
      throw new Error('Nothing was obtained from the system for this part.');
    }
    return equipment;
  };
  const nodeSuites = (name: PartName) => part(name, () => runNodeSuites(name, {}, grep));
  const equippedSuites = (name: PartName, more: Readonly<Record<string, string>> = {}) =>
    part(name, async () => runNodeSuites(name, { ...(await needed()).environment, ...more }, grep));

  await part('types', checkTypes);
  await part('style', checkStyle);
  await (chosen.has('build') ? part('build', build) : quietly(build));
  await Promise.all([
    nodeSuites('unit')
      .then(() => nodeSuites('rules'))
      .then(() => nodeSuites('libraries')),
    nodeSuites('lsp').then(() => equippedSuites('redis')),
  ]);
  await part('extension', async () => runExtensionSuites(await needed(), grep, say));
  await (chosen.has('e2e') && !chosen.has('package') ? quietly(makePackage) : part('package', makePackage));
  await equippedSuites('e2e', { CACHE_REVIEW_TEST_PACKAGE: packageFile() });
  return results;
}

/** Parts chosen alone still need bundles and package; a failure shows in the parts that then cannot run. */
async function quietly(prepare: () => Promise<SuiteOutcome>): Promise<void> {
  const { failures } = await prepare();
  for (const { title, reason } of failures) {
    console.log(`${title}: ${reason}`);
  }
}

async function measure(name: string, run: () => Promise<SuiteOutcome>): Promise<PartResult> {
  const start = performance.now();
  const outcome = await run().catch((error: unknown) => couldNotRun(name, error));
  return { name, ...outcome, milliseconds: performance.now() - start };
}

function say(line: string): void {
  console.log(`· ${line}`);
}
