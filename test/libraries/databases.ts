/**
 * Reviews a short program and says in one line for each cached pattern what rows are in it, and for each
 * database write what it does and which columns it names:
 *
 *     user:{id} holds UserEntity
 *     update UserEntity: name
 */
import assert from 'node:assert/strict';
import { extractFacts } from '../../server/src/facts/extractFacts.js';
import { buildModel } from '../../server/src/model/buildModel.js';
import { createLinker } from '../../server/src/model/evaluation/linker.js';
import type { WorkspaceModel } from '../../server/src/model/workspaceModel.js';
import { createMemoryWorkspace } from '../../server/src/workspace/memoryWorkspace.js';

export interface DatabaseCase {
  readonly shows: string;
  readonly code: string;
  /** One line for each write, in order of the text. */
  readonly writes?: readonly string[];
  /** One line for each cached pattern. */
  readonly cached?: readonly string[];
  /** The columns with a fixed condition, of all cached rows. */
  readonly deciding?: readonly string[];
}

async function modelOf(files: Readonly<Record<string, string>>): Promise<WorkspaceModel> {
  const snapshot = await createMemoryWorkspace(files).snapshot();
  const facts = new Map(
    snapshot.files.map((file) => [file, extractFacts(file, snapshot.text(file) ?? '')] as const),
  );
  return buildModel({
    files: snapshot.files,
    factsOf: (file) => facts.get(file),
    linker: createLinker(snapshot),
  });
}

export function describeDatabase(
  name: string,
  dependencies: Readonly<Record<string, string>>,
  header: string,
  cases: readonly DatabaseCase[],
): void {
  describe(name, () => {
    for (const { shows, code, writes = [], cached = [], deciding } of cases) {
      it(shows, async () => {
        const model = await modelOf({
          'package.json': JSON.stringify({ name: 'shop', dependencies }),
          'src/service.ts': `${header}\n${code}`,
        });
        const lines = model.databaseWrites.map(({ effect: { call } }) => {
          const columns = call.columns ? call.columns.join(', ') : 'unknown columns';
          return `${call.operation} ${call.entity.name}: ${columns}`;
        });
        assert.deepEqual(lines, writes);
        const groups = model.groups.filter((group) => group.nature === 'cache');
        assert.deepEqual(
          groups.map((group) => `${group.text} holds ${group.entities.map(({ entity }) => entity.name)}`),
          cached,
        );
        if (!deciding) return;
        const asked = groups.flatMap((group) => group.entities.flatMap((entity) => [...entity.deciding]));
        assert.deepEqual(asked, deciding);
      });
    }
  });
}
