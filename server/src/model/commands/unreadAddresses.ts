/**
 * Which caches are given the address of a server and do not read it? `new Keyv('redis://…')`, which Keyv read up to version 4 and
 * takes for no store at all since 5. In: the constructions of all files. Out: those, with what they are given.
 */
import type { TextRange } from '../../facts/fileFacts.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { Value } from '../evaluation/values.js';

export interface UnreadAddress {
  readonly file: string;
  /** `Keyv` */
  readonly range: TextRange;
  readonly major: number;
}

const PACKAGE = 'keyv';
const FIRST_WITHOUT = 5;

export function unreadAddresses(evaluation: Evaluation): readonly UnreadAddress[] {
  return evaluation.files.flatMap((file) => {
    const major = evaluation.linker.majorOf(file, PACKAGE) ?? 0;
    const facts = major < FIRST_WITHOUT ? undefined : evaluation.factsOf(file);
    return (facts?.calls ?? []).flatMap((call, index): readonly UnreadAddress[] => {
      const { construction, callee, arguments: given, function: owner, nameRange: range } = call;
      if (!construction || callee.kind !== 'name' || given.length === 0) return [];
      const frame = evaluation.symbolicFrame({ file, index: owner });
      const made = frame && evaluation.evaluate(frame, callee);
      if (!frame || made?.kind !== 'external' || made.module !== PACKAGE) return [];
      return isAddress(evaluation.argumentsOf(frame, index)[0]) ? [{ file, range, major }] : [];
    });
  });
}

const ADDRESS = /^(rediss?|valkeys?|mongodb(\+srv)?|postgres(ql)?|mysql|sqlite|etcd|memcached?):\/\//;
const NAMED = /(redis|valkey)_?(url|uri|address|connection)/i;

function isAddress(value: Value | undefined): boolean {
  switch (value?.kind) {
    case 'constant':
      return typeof value.value === 'string' && ADDRESS.test(value.value);
    case 'text':
      return typeof value.parts[0] === 'string' && ADDRESS.test(value.parts[0]);
    case 'environment':
      return NAMED.test(value.name ?? '');
    case 'fallback':
      return isAddress(value.value) || isAddress(value.otherwise);
    default:
      return false;
  }
}
