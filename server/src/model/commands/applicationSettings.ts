/**
 * What do the settings of an application say, which its framework reads and no file imports? In: a file of the application, the
 * places of the settings and the name of a member. Out: whether one of them sets it, in sight.
 */
import type { HostMember } from '../../libraries/library.js';
import { exportedValue, requiredValue } from '../evaluation/evaluateImport.js';
import { memberOf } from '../evaluation/evaluateMember.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { NO_CALLS } from '../evaluation/frame.js';
import { UNKNOWN, type Value } from '../evaluation/values.js';

type Settings = NonNullable<HostMember['where']>;

export function isSet(evaluation: Evaluation, file: string, { settings, member }: Settings): boolean {
  return settings.some((place) => {
    const frame = evaluation.moduleFrame(file);
    const whole = frame && settingsIn(evaluation, file, place);
    const found = whole && member.reduce((value, name) => memberOf(evaluation, frame, value, name), whole);
    return found?.kind === 'record';
  });
}

/** What the file at that place of the package exports, or gives when it is called. */
function settingsIn(evaluation: Evaluation, file: string, place: string): Value | undefined {
  const specifier = fromFile(file, evaluation.linker.packageOf(file), place);
  const target = evaluation.linker.resolve(file, specifier);
  if (target === undefined || target === file) return undefined;
  const module = requiredValue(evaluation, file, specifier);
  const exported =
    module.kind === 'namespace' ? (exportedValue(evaluation, module.file, 'default') ?? module) : module;
  return exported.kind === 'function' ? evaluation.returns.of(exported, [UNKNOWN], NO_CALLS) : exported;
}

/** The place as it is called from a file of the package. */
function fromFile(file: string, folder: string, place: string): string {
  const inside = folder === '' ? file : file.slice(folder.length + 1);
  const height = inside.split('/').length - 1;
  return height === 0 ? `./${place}` : '../'.repeat(height) + place;
}
