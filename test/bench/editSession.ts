/**
 * Typing as an editor sees it: the built language server over its standard streams, one file open, one character
 * typed, and the time until the diagnostics of exactly that text are there: those of the file, and those of the
 * folder. The server waits for a pause in the typing before it reviews the folder; that is part of the time.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SERVER_NODE_OPTIONS } from '../../shared/src/serverProcess.js';
import { connectToProcess } from '../lsp/testClient.js';

export interface EditSession {
  /** The built language server. */
  readonly server: string;
  /** An absolute path. */
  readonly root: string;
  /** Relative to the root. */
  readonly file: string;
  readonly edits: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Milliseconds of each edit. */
export interface EditTimes {
  /** Until the diagnostics of the edited file are there. */
  readonly file: readonly number[];
  /** Until those of all files are. */
  readonly folder: readonly number[];
}

/** A review of the folder takes much longer than that of a file. */
const FOLDER_EDITS = 5;

export async function measureEdits(session: EditSession): Promise<EditTimes> {
  const server = spawn(process.execPath, [...SERVER_NODE_OPTIONS, session.server, '--stdio'], {
    env: { ...process.env, ...session.environment },
  });
  const client = await connectToProcess(server, { folders: [session.root] });
  const path = join(session.root, session.file);
  const uri = pathToFileURL(path).href;
  const text = readFileSync(path, 'utf8');
  const typed = typeCharacter(text);
  client.open(uri, text);
  await client.diagnostics(uri);
  const timed = async (edits: number, ask: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let edit = 0; edit < edits; edit++) {
      const started = performance.now();
      client.change(uri, [{ text: edit % 2 === 0 ? typed : text }]);
      await ask();
      times.push(performance.now() - started);
    }
    return times;
  };
  const file = await timed(session.edits, () => client.diagnostics(uri));
  const folder = await timed(FOLDER_EDITS, () => client.pullWorkspace());
  await client.stop();
  return { file, folder };
}

/** The text with one letter more in the expression that is returned nearest to its middle. */
function typeCharacter(text: string): string {
  const keyword = 'return ';
  const found = text.indexOf(keyword, Math.floor(text.length / 2));
  const at = found < 0 ? text.length : found + keyword.length;
  return `${text.slice(0, at)}x${text.slice(at)}`;
}
