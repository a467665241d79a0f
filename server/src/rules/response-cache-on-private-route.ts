/**
 * A whole response that is kept under its URL although it depends on who asks, or that is given out before anybody has
 * checked who asks. Where guards run before the cache, being let in is checked, so the response itself has to depend.
 */

import type { FixDescription, SourceSpan } from '../../../shared/src/finding.js';
import type { PrivateRoute, ResponseCache } from '../model/requests/responseCaches.js';
import type { SharedResponse } from '../model/requests/sharedResponses.js';
import { isTestFile } from '../model/testFiles.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import type { DraftFinding, Rule } from './rule.js';

export const responseCacheOnPrivateRoute: Rule = {
  id: 'response-cache-on-private-route',
  comparesFolder: true,
  review: (model) => [
    ...model.requests
      .responseCaches()
      .filter((cache) => !isTestFile(cache.file))
      .map((cache) => finding(model, cache)),
    ...model.requests
      .sharedResponses()
      .filter(({ file }) => !isTestFile(file))
      .map((shared) => findingOfHeader(model, shared)),
  ],
};

/** `Cache-Control: public` on a response that is for one person. */
function findingOfHeader(model: WorkspaceModel, shared: SharedResponse): DraftFinding {
  const { file, range, handler, identity, directives } = shared;
  const span = model.code.spanOf(file, range);
  const depends = {
    span: model.code.functionSpan(handler),
    message: `The response depends on \`${identity}\`.`,
  };
  const first = `\`Cache-Control: ${directives}\` lets every cache on the way keep this response, but it depends on \`${identity}\`.`;
  return {
    confidence: 'likely',
    span,
    message: [
      first,
      'Whoever asks second gets the response that belongs to the first.',
      'Say `private` instead, or leave out what depends on who asks.',
    ].join(' '),
    related: [depends],
    explanation: {
      steps: [depends, { span, message: first }],
      dismissed: [],
      search:
        'Looked at the other headers of the handler: none says that the response is another one for each cookie or token.',
    },
  };
}

function finding(model: WorkspaceModel, cache: ResponseCache): DraftFinding {
  const [route] = cache.routes;
  const span = model.code.spanOf(cache.file, cache.range);
  const sentences = route ? dependingOn(model, cache, route) : unchecked(cache);
  const related = cache.routes.slice(0, 5).map(({ function: handler, identity }) => ({
    span: model.code.functionSpan(handler),
    message: `Its response depends on \`${identity}\`.`,
  }));
  return {
    confidence: 'likely',
    span,
    message: sentences.join(' '),
    fixes: route ? fixesFor(cache, route, span) : [],
    related,
    explanation: {
      steps: [...related, { span, message: sentences[0] ?? '' }],
      dismissed: [],
      search: searchOf(cache),
    },
  };
}

const INTERCEPTOR = 'CacheInterceptor';

/** `request.user`, `req.user.id` */
const USER = /(?:^|\.)(user|account|session)(?:\.(\w+))?$/;

/** An interceptor whose keys carry the user, where Nest's own stands in a decorator. */
function fixesFor(
  { name, file, routes }: ResponseCache,
  { identity, function: handler }: PrivateRoute,
  span: SourceSpan,
): readonly FixDescription[] {
  const [, holder, id = 'id'] = USER.exec(identity) ?? [];
  // Registered for all, it stands elsewhere.
  const isHere = handler.file === file && name === INTERCEPTOR;
  if (holder === undefined || !isHere || !routes.every((route) => USER.exec(route.identity)?.[1] === holder))
    return [];
  return [
    {
      title: 'Put the user into the key',
      kind: 'suggestion',
      edits: [{ kind: 'key-by-user', span, interceptor: INTERCEPTOR, holder, id }],
    },
  ];
}

function called({ name }: ResponseCache): string {
  return name === undefined ? 'this function' : `\`${name}\``;
}

function searchOf(cache: ResponseCache): string {
  const { routes, skippedCheck } = cache;
  if (routes.length === 0)
    return `Looked at what runs before ${called(cache)}: \`${skippedCheck}\` comes behind it.`;
  const depend = routes.length === 1 ? '1 depends' : `${routes.length} depend`;
  return `Looked at the routes behind ${called(cache)}, of which ${depend} on who asks.`;
}

function dependingOn(model: WorkspaceModel, cache: ResponseCache, route: PrivateRoute): readonly string[] {
  const { routes } = cache;
  const others = routes.length > 1 ? ` and ${routes.length - 1} more` : '';
  return [
    `${capitalised(called(cache))} keeps the response of \`${model.code.functionName(route.function)}\`${others} under its URL, but it depends on \`${route.identity}\`.`,
    'Whoever asks second gets the response that belongs to the first.',
    'Put the user into the key, or do not cache such routes.',
  ];
}

function unchecked(cache: ResponseCache): readonly string[] {
  const { skippedCheck } = cache;
  return [
    `${capitalised(called(cache))} stands before \`${skippedCheck}\` and answers without it.`,
    'Once the entry is filled, everybody gets the response, signed in or not.',
    'Put the check in front of the cache.',
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
