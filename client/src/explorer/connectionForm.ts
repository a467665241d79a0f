/**
 * Asks for a connection, by URL or step by step, with VS Code's own inputs. Leaves: settings and secrets
 * apart, or nothing when it was cancelled. The password is masked, and an empty one keeps the old one.
 */
import * as vscode from 'vscode';
import {
  type ConnectionSecrets,
  type ConnectionSettings,
  formatEndpoint,
  parseConnectionUrl,
} from '../redis/connectionSettings.js';

export interface EnteredConnection {
  readonly settings: ConnectionSettings;
  readonly secrets: ConnectionSecrets;
}

export async function askForConnection(id: string): Promise<EnteredConnection | undefined> {
  const way = await vscode.window.showQuickPick(
    [
      { label: '$(link) Paste a URL', detail: 'redis://user:password@host:6379/0', by: 'url' as const },
      {
        label: '$(list-flat) Fill in a form',
        detail: 'Host, port, user, password, TLS',
        by: 'form' as const,
      },
    ],
    { title: 'Add Connection', placeHolder: 'How do you want to add it?' },
  );
  if (!way) return undefined;
  return way.by === 'url' ? askForUrl(id) : askByForm({ id });
}

/** The URL is masked: most of them hold a password. */
async function askForUrl(id: string): Promise<EnteredConnection | undefined> {
  const url = await vscode.window.showInputBox({
    title: 'Add Connection',
    prompt: 'The password goes into the secret storage of the editor, never into settings.',
    placeHolder: 'redis://user:password@host:6379/0',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => urlProblem(text, id),
  });
  if (url === undefined) return undefined;
  const parsed = parseConnectionUrl(url.trim(), { id });
  return parsed.ok ? { settings: parsed.settings, secrets: parsed.secrets } : undefined;
}

function urlProblem(text: string, id: string): string | undefined {
  if (text.trim() === '') return 'Paste a URL that starts with redis:// or rediss://.';
  const parsed = parseConnectionUrl(text.trim(), { id });
  return parsed.ok ? undefined : parsed.message;
}

export interface FormStart {
  readonly id: string;
  readonly settings?: ConnectionSettings;
  readonly secrets?: ConnectionSecrets;
}

interface Step {
  readonly prompt: string;
  readonly value: string;
  readonly placeHolder?: string;
  readonly password?: boolean;
  readonly problem?: (text: string) => string | undefined;
}

/** Host, port, database, user, password, TLS, name; what `start` holds is filled in. */
export async function askByForm(start: FormStart): Promise<EnteredConnection | undefined> {
  const { settings } = start;
  const title = settings ? `Edit ${settings.name}` : 'Add Connection';
  const steps: readonly Step[] = [
    { prompt: 'Host', value: settings?.host ?? 'localhost', problem: required('Type the host.') },
    { prompt: 'Port', value: String(settings?.port ?? 6379), problem: wholeNumber(1, 65_535) },
    { prompt: 'Database number', value: String(settings?.database ?? 0), problem: wholeNumber(0, 65_535) },
    { prompt: 'User name, empty for the default user', value: settings?.username ?? '' },
    {
      prompt: start.secrets?.password ? 'Password, empty to keep the one stored' : 'Password, empty for none',
      value: '',
      password: true,
    },
  ];
  const answers: string[] = [];
  for (const [index, step] of steps.entries()) {
    const answer = await askStep(`${title} (${index + 1}/${steps.length + 2})`, step);
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  const [host = '', port = '', database = '', username = '', password = ''] = answers;
  const tls = await askForTls(`${title} (6/7)`, settings?.tls !== undefined);
  if (tls === undefined) return undefined;
  const endpoint = { host: host.trim(), port: Number(port) };
  const name = await askStep(`${title} (7/7)`, {
    prompt: 'Name in the tree',
    value: settings?.name ?? formatEndpoint(endpoint),
    problem: required('Type a name.'),
  });
  if (name === undefined) return undefined;
  const { tls: _tls, username: _username, ...kept } = settings ?? { topology: 'auto', readOnly: true };
  return {
    settings: {
      ...kept,
      ...endpoint,
      id: start.id,
      name: name.trim(),
      database: Number(database),
      ...(username ? { username } : {}),
      ...(tls ? { tls: settings?.tls ?? { verify: true } } : {}),
    },
    secrets: { ...start.secrets, ...(password ? { password } : {}) },
  };
}

function askStep(title: string, step: Step): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: step.prompt,
    value: step.value,
    password: step.password ?? false,
    ignoreFocusOut: true,
    ...(step.placeHolder ? { placeHolder: step.placeHolder } : {}),
    ...(step.problem ? { validateInput: step.problem } : {}),
  });
}

async function askForTls(title: string, current: boolean): Promise<boolean | undefined> {
  const choices = [
    { label: 'No TLS', detail: 'Local servers and private networks', tls: false },
    { label: 'TLS', detail: 'Most hosted servers; the certificate is checked', tls: true },
  ];
  const ordered = current ? [...choices].reverse() : choices;
  const choice = await vscode.window.showQuickPick(ordered, { title, ignoreFocusOut: true });
  return choice?.tls;
}

function required(message: string): (text: string) => string | undefined {
  return (text) => (text.trim() === '' ? message : undefined);
}

function wholeNumber(smallest: number, largest: number): (text: string) => string | undefined {
  return (text) => {
    const isValid = /^\d+$/.test(text.trim()) && Number(text) >= smallest && Number(text) <= largest;
    return isValid ? undefined : `Type a whole number from ${smallest} to ${largest}.`;
  };
}
