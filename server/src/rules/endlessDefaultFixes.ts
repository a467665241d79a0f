/**
 * The fixes of a parameter whose default means "for ever". In: the model, the function and its parameter. Out: a default
 * that ends, and a parameter that must be given, with a life at every call that leaves it out.
 */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { FunctionReference } from '../model/evaluation/values.js';
import type { LifeParameter } from '../model/questions/codePlaces.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { inUnit, type LifePlace, lifeGivenAt, lifePlaceOf } from './givenLife.js';

const PROPOSED_MS = 300_000;

export function endlessDefaultFixes(
  model: WorkspaceModel,
  wrapper: FunctionReference,
  parameter: LifeParameter,
): readonly FixDescription[] {
  const place = lifePlaceOf(model, wrapper);
  const isMeant =
    place?.parameter === parameter.parameter && place.path.join('.') === parameter.path.join('.');
  if (!place || !isMeant) return [];
  const { span, name } = parameter;
  const value = [{ select: inUnit(PROPOSED_MS, place.unit) }];
  return [
    ...required(model, wrapper, parameter, place),
    {
      kind: 'suggestion',
      title: `Let \`${name}\` be five minutes where it is left out`,
      edits: [{ kind: 'parameter-default', span, type: 'number', value }],
    },
  ];
}

function required(
  model: WorkspaceModel,
  wrapper: FunctionReference,
  parameter: LifeParameter,
  place: LifePlace,
): readonly FixDescription[] {
  const calls = model.callers.callsOf(wrapper).filter((site) => !model.flow.passes(site, parameter));
  const given = calls.flatMap((site): readonly FixEdit[] => {
    const edit = lifeGivenAt(model, wrapper, site, place, PROPOSED_MS);
    return edit ? [edit] : [];
  });
  if (given.length < calls.length) return [];
  const { span, name } = parameter;
  return [
    {
      kind: 'suggestion',
      title: `Require \`${name}\`, and give it where it is left out`,
      edits: [{ kind: 'parameter-default', span, type: 'number' }, ...given],
    },
  ];
}
