/** The fix of keys that lack somebody or a tenant: the same part more at every use, in whatever files these are. */
import type { FixDescription, FixEdit } from '../../../shared/src/finding.js';
import type { KeyExtension } from '../model/keys/keyExtension.js';
import type { KeyGroup } from '../model/keys/keyGroups.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';
import { insertAfter, insertBefore } from './fixEdits.js';

/** Who has a token is not to be read from a key. */
const SECRETS = /token|authorization|cookie|password|secret|api_?key/i;

/** Nothing where the value is not known at one of the uses. */
export function longerKeys(model: WorkspaceModel, group: KeyGroup, name: string): readonly FixDescription[] {
  const extension = SECRETS.test(name) ? undefined : model.keys.keyExtension(group, name);
  if (!extension) return [];
  const edits = [...editsOfTexts(model, extension), ...editsOfBuilders(model, extension)];
  const title = `Put \`${name}\` into \`${group.text}\`, wherever it is used`;
  return edits.length > 0 ? [{ title, kind: 'suggestion', edits }] : [];
}

function editsOfTexts(
  model: WorkspaceModel,
  { texts, separator, said: name }: KeyExtension,
): readonly FixEdit[] {
  return texts.map(({ file, range, near }): FixEdit => {
    const span = model.code.spanOf(file, range);
    const said = { said: name, near: model.code.spanOf(file, near) };
    return { kind: 'add-to-key', span, separator, text: [said] };
  });
}

function editsOfBuilders(
  model: WorkspaceModel,
  { builders, calls, types, separator, said: name }: KeyExtension,
): readonly FixEdit[] {
  const parameter = parameterFor(name);
  return [
    ...builders.flatMap((builder): readonly FixEdit[] => {
      const span = model.code.wholeFunctionSpan(builder);
      return [
        { kind: 'add-parameter', span, name: parameter, type: types.join(' | ') },
        { kind: 'add-to-key', span, separator, text: [parameter] },
      ];
    }),
    ...calls.map((site): FixEdit => {
      const last = model.code.givenSpans(site).at(-1);
      const whole = model.code.callSpan(site);
      const bracket = { ...whole, start: whole.end - 1, line: whole.endLine, column: whole.endColumn - 1 };
      const said = { said: name, near: model.code.wholeFunctionSpan(model.code.functionOf(site)) };
      return last ? insertAfter(last, ', ', said) : insertBefore(bracket, said);
    }),
  ];
}

/** `userId` of `userId` and of `req.user.id`. */
function parameterFor(name: string): string {
  const [last = '', holder = ''] = name.split('.').reverse();
  return /^_?id$/.test(last) && holder !== '' ? `${holder}Id` : last;
}
