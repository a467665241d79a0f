/**
 * How callers of a wrapper tell it how long an entry may live. In: the model and the wrapper, or one call of it. Out: the
 * place among the arguments with its unit, and the edit by which a call gives a life there.
 */
import type { FixEdit } from '../../../shared/src/finding.js';
import type { Site } from '../model/calls/sites.js';
import { ttlAmounts } from '../model/commands/commands.js';
import {
  type FunctionReference,
  isSameFunction,
  type Parameter,
  type Value,
} from '../model/evaluation/values.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { unitOf, type WrittenAmount } from './writtenAmount.js';

export interface LifePlace {
  readonly parameter: number;
  /** The property of the parameter. */
  readonly path: readonly string[];
  readonly unit: WrittenAmount['unit'];
}

/** Undefined where nothing that the wrapper sends has it as it is given, or several places are for different things. */
export function lifePlaceOf(model: WorkspaceModel, wrapper: FunctionReference): LifePlace | undefined {
  const places = model.effectsOf(wrapper).flatMap((effect) => {
    if (effect.kind !== 'cache') return [];
    return ttlAmounts(effect).flatMap(({ value, unit: read }): readonly LifePlace[] => {
      const given = givenIn(value, wrapper);
      const unit = unitOf(read);
      return given && unit ? [{ parameter: given.index, path: given.path, unit }] : [];
    });
  });
  const [first, ...others] = places;
  return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
}

function givenIn(value: Value, wrapper: FunctionReference): Parameter | undefined {
  if (value.kind === 'fallback') return givenIn(value.value, wrapper);
  return value.kind === 'parameter' && isSameFunction(value.function, wrapper) ? value : undefined;
}

/** Undefined for what stands deeper than in a property. */
export function lifeGivenAt(
  model: WorkspaceModel,
  wrapper: FunctionReference,
  site: Site,
  { parameter, path, unit }: LifePlace,
  milliseconds: number,
): FixEdit | undefined {
  const [option, ...deeper] = path;
  if (deeper.length > 0 || !model.flow.mayGiveMore(site, wrapper)) return undefined;
  return {
    kind: 'add-argument',
    call: model.code.callSpan(site),
    argument: parameter,
    ...(option !== undefined && { option }),
    text: [{ select: inUnit(milliseconds, unit) }],
  };
}

export function inUnit(milliseconds: number, unit: WrittenAmount['unit']): string {
  if (unit === 'milliseconds') return String(milliseconds).replace(/\B(?=(?:\d{3})+$)/g, '_');
  return String(Math.max(1, Math.round(milliseconds / 1_000)));
}
