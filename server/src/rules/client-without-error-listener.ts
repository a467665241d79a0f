/**
 * A node-redis client nobody listens to for errors: the first broken connection ends the process. Reported where the
 * client is made. Clients that are handed to something unknown, or connected elsewhere, are left alone.
 */
import type { Connection } from '../model/commands/connections.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';
import { isServingFile } from './servedCode.js';

export const clientWithoutErrorListener: Rule = {
  id: 'client-without-error-listener',
  comparesFolder: true,
  review(model) {
    return model.commands.connections.filter(isAlone).map((connection) => finding(model, connection));
  },
};

/** From version 4 on a client that nobody is seen to connect is finished, and perhaps listened to, elsewhere. */
function isAlone({ client, site, listens, connects, handedOn }: Connection): boolean {
  if (client.library.id !== 'redis' || !isServingFile(site.file)) return false;
  return !listens && !handedOn && (connects || client.major < 4);
}

function finding(model: WorkspaceModel, { site }: Connection): DraftFinding {
  return {
    confidence: 'likely',
    span: model.code.nameSpan(site),
    message: [
      'Nobody listens for the errors of this client.',
      'When the connection breaks, the `error` event is thrown and the process ends.',
      "Add `.on('error', …)` to it before it connects.",
    ].join(' '),
  };
}
