/**
 * Requests to the project's own routes: `fetch(`${site}/api/revalidate`)` where `app/api/revalidate/route.ts` stands. In: a function
 * that may send one, itself or through helpers. Out: the functions of the route files that answer. What is sent is not followed.
 */

import { calledFrames } from '../calls/calledFrames.js';
import { mayRequest, requestOf } from '../databases/remoteRequests.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Frame } from '../evaluation/frame.js';
import type { FunctionReference, Value } from '../evaluation/values.js';
import { OncePerFunction } from '../oncePerFunction.js';
import { addressText, segmentsOf } from './nextPaths.js';

/** A helper may send the request. */
const MAXIMUM_HOPS = 2;

export class OwnRoutes {
  private routes: readonly Route[] | undefined;
  /** The functions that answer what a function asks for. */
  readonly asked = new OncePerFunction((reference) => this.askedBy(reference));

  constructor(private readonly evaluation: Evaluation) {}

  private askedBy(reference: FunctionReference): readonly FunctionReference[] {
    this.routes ??= routesOf(this.evaluation);
    const frame = this.routes.length > 0 ? this.evaluation.symbolicFrame(reference) : undefined;
    const paths = frame ? pathsAsked(this.evaluation, frame, 0) : [];
    return this.routes.flatMap(({ file, path }) =>
      paths.some((asked) => path.test(asked)) ? functionsOf(this.evaluation, file) : [],
    );
  }
}

function pathsAsked(evaluation: Evaluation, frame: Frame, hops: number): readonly string[] {
  const own = frame.fact.calls.flatMap((index) => {
    const call = frame.facts.calls[index];
    const callee = call && evaluation.evaluate(frame, call.callee);
    if (!callee) return [];
    if (mayRequest(callee)) return pathOf(requestOf(callee, evaluation.argumentsOf(frame, index))?.address);
    if (hops >= MAXIMUM_HOPS) return [];
    return calledFrames(evaluation, frame, index).flatMap((inner) => pathsAsked(evaluation, inner, hops + 1));
  });
  const nested = frame.facts.functions.flatMap(({ parent, inline }, index) => {
    const inner = inline && parent === frame.function.index && evaluation.nestedFrame(frame, index);
    return inner ? pathsAsked(evaluation, inner, hops) : [];
  });
  return [...own, ...nested];
}

/** What an address says behind its host, without what is asked for. */
function pathOf(address: Value | undefined): readonly string[] {
  const [path = ''] = (addressText(address) ?? '').replace(/^https?:\/\/[^/]+/i, '').split(/[?#]/);
  return path === '' ? [] : [path.replace(/\/$/, '')];
}

interface Route {
  readonly file: string;
  readonly path: RegExp;
}

const IN_APP = /(?:^|\/)app\/(.*)\/route\.[cm]?[jt]sx?$/;
const IN_PAGES = /(?:^|\/)pages\/(api\/.*?)(?:\/index)?\.[cm]?[jt]sx?$/;

function routesOf(evaluation: Evaluation): readonly Route[] {
  return evaluation.files.flatMap((file) => {
    const [, folders] = IN_APP.exec(file) ?? IN_PAGES.exec(file) ?? [];
    if (folders === undefined) return [];
    const said = segmentsOf(folders).map(segmentPattern);
    return [{ file, path: new RegExp(`(^|\\{\\})/${said.join('/')}$`) }];
  });
}

/** `[slug]` is any segment, `[...path]` are several. */
function segmentPattern(segment: string): string {
  if (/^\[{1,2}\.\.\./.test(segment)) return '.+';
  if (segment.startsWith('[')) return '[^/]+';
  return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function functionsOf(evaluation: Evaluation, file: string): readonly FunctionReference[] {
  evaluation.links.add(evaluation.asking, file);
  const functions = evaluation.factsOf(file)?.functions ?? [];
  return functions.flatMap(({ parent, inline }, index) => (parent === 0 && !inline ? [{ file, index }] : []));
}
