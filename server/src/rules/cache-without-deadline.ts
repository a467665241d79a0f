/**
 * A client through which requests read a cache, and that has no deadline for a command: when the server is away, each
 * request waits instead of doing without. Reported where the client is made.
 */
import { siteKey } from '../model/calls/sites.js';
import type { Connection } from '../model/commands/connections.js';
import type { LongWait } from '../model/commands/deadlines.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const cacheWithoutDeadline: Rule = {
  id: 'cache-without-deadline',
  comparesFolder: true,
  review(model) {
    const asked = new Set(
      model.loads
        .cacheAsides()
        .filter((aside) => isServingFile(aside.function.file))
        .flatMap(({ read }) => (read.client.origin ? [siteKey(read.client.origin)] : [])),
    );
    return model.commands.connections.flatMap((connection) => {
      const isUsed = asked.has(siteKey(connection.site)) && !connection.handedOn;
      const wait =
        isUsed && isServingFile(connection.site.file)
          ? model.commands.waitWithoutServer(connection)
          : undefined;
      return wait ? [finding(model, connection, wait)] : [];
    });
  },
};

const WAITS: Readonly<Record<LongWait, string>> = {
  'for ever': 'for as long as the server is away',
  'through every retry': 'for some ten seconds, through twenty retries',
};

function finding(model: WorkspaceModel, { site }: Connection, wait: LongWait): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    message: [
      `Commands of this client wait ${WAITS[wait]}.`,
      'Requests that read the cache wait with them, although the value can be loaded without it.',
      'Set `commandTimeout`, and `maxRetriesPerRequest` to a small number.',
    ].join(' '),
  };
}
