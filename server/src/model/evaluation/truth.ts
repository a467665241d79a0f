/**
 * What can be said of a value by what it is: whether it is truthy, of which type, and what a call answers that only
 * asks whether there is one.
 */
import { constant, derived, isNothing, type Value } from './values.js';

export type Truth = 'true' | 'false' | 'unknown';

export function truthOf(value: Value): Truth {
  // What is done where there is no client concerns no cache.
  if (value.kind === 'cache' || value.kind === 'database') return 'true';
  if (value.optional) return 'unknown';
  switch (value.kind) {
    case 'undefined':
      return 'false';
    case 'constant':
      return value.value ? 'true' : 'false';
    case 'text':
      return value.parts.some((part) => typeof part === 'string' && part !== '') ? 'true' : 'unknown';
    case 'array':
    case 'record':
    case 'function':
    case 'class':
    case 'databaseMethod':
    case 'cacheMethod':
      return 'true';
    // A type names what a parameter or a member is when there is one.
    case 'instance':
      return value.arguments ? 'true' : 'unknown';
    case 'either': {
      const truths = new Set(value.values.map(truthOf));
      const [only] = truths;
      return truths.size === 1 && only ? only : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** The same where a value is asked for: of an object and whatever else, the object is meant. */
export function presumedTruth(value: Value): Truth {
  return value.kind === 'instance' ? 'true' : truthOf(value);
}

const TYPES: Readonly<Partial<Record<Value['kind'], string>>> = {
  undefined: 'undefined',
  text: 'string',
  array: 'object',
  record: 'object',
  instance: 'object',
  cache: 'object',
  function: 'function',
  cacheMethod: 'function',
  databaseMethod: 'function',
  class: 'function',
};

/** What `typeof` says of it. */
export function typeOf(value: Value): string | undefined {
  if (value.optional) return undefined;
  return value.kind === 'constant' ? typeof value.value : TYPES[value.kind];
}

type Question = (value: Value) => Truth;

const isUndefined: Question = (value) => truthIf(typeOf(value), (type) => type === 'undefined');
const isNil: Question = (value) =>
  isNothing(value) ? 'true' : typeOf(value) === undefined ? 'unknown' : 'false';
const isNull: Question = (value) => (typeOf(value) === undefined ? 'unknown' : isExactlyNull(value));
const isNumber: Question = (value) => truthIf(typeOf(value), (type) => type === 'number');
const isString: Question = (value) => truthIf(typeOf(value), (type) => type === 'string');

/** Functions of lodash and its kin, of Node and of validators, by their last name. */
const QUESTIONS: Readonly<Record<string, Question>> = {
  isUndefined,
  isNil,
  isNull,
  isNullOrUndefined: isNil,
  isDefined: (value) => opposite(isNil(value)),
  isNumber,
  isInteger: (value) => (isNumber(value) === 'false' ? 'false' : 'unknown'),
  isSafeInteger: (value) => (isNumber(value) === 'false' ? 'false' : 'unknown'),
  isFinite: (value) => (value.kind === 'undefined' ? 'false' : 'unknown'),
  isString,
};

/** What `_.isUndefined(ttl)` and the like answer; undefined for other functions. */
export function answerOf(name: string, value: Value | undefined): Value | undefined {
  const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
  if (!question || !value) return undefined;
  const truth = question(value);
  return truth === 'unknown' ? derived([value]) : constant(truth === 'true');
}

function truthIf(type: string | undefined, test: (type: string) => boolean): Truth {
  if (type === undefined) return 'unknown';
  return test(type) ? 'true' : 'false';
}

function isExactlyNull(value: Value): Truth {
  return value.kind === 'constant' && value.value === null ? 'true' : 'false';
}

function opposite(truth: Truth): Truth {
  if (truth === 'unknown') return truth;
  return truth === 'true' ? 'false' : 'true';
}
