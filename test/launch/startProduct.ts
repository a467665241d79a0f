/**
 * `npm start`: builds, starts a server with keys and traffic, and opens the sample shop in a real VS Code with
 * the extension loaded and connected. It stays until the window is closed or Ctrl-C is pressed. With `--check` it
 * looks at the page itself instead, saves what it saw as pictures, and ends.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkProduct } from './checkProduct.js';
import { installCodeServer, pageAddress, startCodeServer, writeSettings } from './codeServer.js';
import { cacheFolder, projectRoot, shopWorkspace } from './project.js';
import { startSampleServer } from './sampleServer.js';
import { runOrThrow, startInBackground, stopProcessesWith } from './subprocess.js';
import { runToExit, type Teardown } from './teardown.js';
import { startTraffic } from './traffic.js';
import { desktopCommand, plainSettings, temporaryFolder } from './visualStudioCode.js';

export async function main(args: readonly string[]): Promise<void> {
  await runToExit(async (teardown) => {
    const { values } = parseArgs({
      args: [...args],
      options: { check: { type: 'boolean', default: false } },
    });
    say('Building …');
    await runOrThrow(process.execPath, ['.esbuild.mjs'], { cwd: projectRoot });
    const url = await startSampleServer(teardown, say);
    const traffic = await startTraffic(url);
    teardown.defer(traffic.stop);
    say(
      traffic.keys === 0
        ? 'This database already holds keys, so it is left as it is: no keys and no traffic are added.'
        : `Filled it with ${traffic.keys} keys; light traffic is running.`,
    );
    const environment = { CACHE_REVIEW_CONNECTION_URL: url };
    if (values.check) {
      return checkProduct(environment, teardown, say);
    }
    const command = desktopCommand();
    await (command === undefined
      ? serveInBrowser(environment, teardown)
      : openOnDesktop(command, environment, teardown));
    return 0;
  });
}

/** Opens the desktop's VS Code with a profile of its own and waits until its window is closed. */
async function openOnDesktop(
  command: string,
  environment: Readonly<Record<string, string>>,
  teardown: Teardown,
): Promise<void> {
  const profile = join(cacheFolder, 'desktop-profile');
  writeSettings(profile, plainSettings);
  const window = startInBackground(
    command,
    [
      ...['--wait', '--new-window', '--user-data-dir', profile],
      ...[`--extensionDevelopmentPath=${projectRoot}`, shopWorkspace],
    ],
    join(temporaryFolder(teardown), 'code.log'),
    { environment },
  );
  teardown.defer(async () => {
    // The command hands over to a process group of its own, which only its profile tells apart.
    await stopProcessesWith(profile);
    await window.stop();
  });
  say('The shop is open in VS Code. Close the window or press Ctrl-C to stop everything.');
  await window.ended;
}

/** Serves VS Code to a browser until Ctrl-C. */
async function serveInBrowser(
  environment: Readonly<Record<string, string>>,
  teardown: Teardown,
): Promise<void> {
  const server = await installCodeServer(say);
  const dataFolder = temporaryFolder(teardown);
  const running = await startCodeServer(server, { dataFolder, settings: plainSettings, environment });
  teardown.defer(() => running.process.stop());
  say('VS Code is ready; press Ctrl-C to stop everything. Open this address in a browser:');
  console.log(pageAddress(running, { folder: shopWorkspace, extension: projectRoot }));
  await running.process.ended;
  throw new Error('The server build of VS Code has ended by itself.');
}

function say(line: string): void {
  console.log(`· ${line}`);
}
