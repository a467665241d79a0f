import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { activatedExtension, eventually } from './activated.js';

/** None of these files is ever opened: what changes them is the disk alone. */
describe('files that change while nobody has them open', () => {
  let folder = '';
  let writer = vscode.Uri.file('');

  before(async () => {
    await activatedExtension();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = join(workspace.uri.fsPath, 'src', 'closed');
    writer = vscode.Uri.file(join(folder, 'renameVoucher.ts'));
    write('vouchers.ts', vouchers(''));
    write('renameVoucher.ts', RENAME);
    await untilReported();
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, text: string): void {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** What is reported in the file that writes, which itself stays as it is. */
  function reported(): readonly vscode.Diagnostic[] {
    return vscode.languages
      .getDiagnostics(writer)
      .filter(({ source, message }) => source === 'cache-review' && message.includes('voucher:{id}'));
  }

  const untilReported = () => eventually(() => (reported().length > 0 ? true : undefined));
  const untilSilent = () => eventually(() => (reported().length === 0 ? true : undefined));

  it('follows a file that is written anew', async () => {
    write('vouchers.ts', vouchers('await redis.del(`voucher:${' + 'id}`);'));
    await untilSilent();
    write('vouchers.ts', vouchers(''));
    await untilReported();
  });

  it('follows a file that is renamed, and one that takes its place', async () => {
    renameSync(join(folder, 'vouchers.ts'), join(folder, 'oldVouchers.ts'));
    await untilSilent();
    renameSync(join(folder, 'oldVouchers.ts'), join(folder, 'vouchers.ts'));
    await untilReported();
  });

  it('follows a file that is deleted, and a whole folder', async () => {
    rmSync(join(folder, 'vouchers.ts'));
    await untilSilent();
    write('vouchers.ts', vouchers(''));
    await untilReported();
    write('deeper/again.ts', RENAME.replaceAll("'../", "'../../").replace("'./", "'../"));
    const deeper = vscode.Uri.file(join(folder, 'deeper', 'again.ts'));
    const found = () =>
      vscode.languages.getDiagnostics(deeper).some(({ source }) => source === 'cache-review');
    await eventually(() => (found() ? true : undefined));
    rmSync(join(folder, 'deeper'), { recursive: true });
    await eventually(() => (found() ? undefined : true));
  });

  it('follows a checkout that changes several files at once', async () => {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'forgetful');
    git('checkout', '--quiet', '-b', 'careful');
    write('vouchers.ts', vouchers('await forgetVoucher(id);').replace(REDIS, `${REDIS}${IMPORT}`));
    write('voucherCache.ts', FORGET);
    await untilSilent();
    git('add', '.');
    git('commit', '--quiet', '--message', 'careful');
    git('checkout', '--quiet', '-');
    await untilReported();
    git('checkout', '--quiet', 'careful');
    await untilSilent();
    git('checkout', '--quiet', '-');
    await untilReported();
  });

  function git(...args: string[]): void {
    const person = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
    execFileSync('git', [...person, ...args], { cwd: folder });
  }
});

const REDIS = "import { redis } from '../redis.js';\n";
const IMPORT = "import { forgetVoucher } from './voucherCache.js';\n";

const FORGET = `${REDIS}
export async function forgetVoucher(id: string): Promise<void> {
  await redis.del(\`voucher:\${id}\`);
}
`;

/** A cached read, and a write that does \`more\`. */
const vouchers = (more: string) => `import { prisma } from '../prisma.js';
${REDIS}
export async function getVoucher(id: string) {
  const hit = await redis.get(\`voucher:\${id}\`);
  if (hit) return JSON.parse(hit);
  const voucher = await prisma.voucher.findUnique({ where: { id } });
  await redis.set(\`voucher:\${id}\`, JSON.stringify(voucher), 'EX', 900);
  return voucher;
}

export async function afterChange(id: string): Promise<void> {
  ${more}
}
`;

const RENAME = `import { prisma } from '../prisma.js';
import { afterChange } from './vouchers.js';

export async function renameVoucher(id: string, name: string): Promise<void> {
  await prisma.voucher.update({ where: { id }, data: { name } });
  await afterChange(id);
}
`;
