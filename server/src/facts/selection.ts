/**
 * The cheap tests before parsing, of names and texts: only files that can matter are parsed.
 * Words, not package names: a service that uses a wrapper never mentions the client behind it.
 * Who listens for rejections that nobody handled stands at the start of an application, far from any cache; so does
 * who puts a database on an application, which no file imports.
 */

const CACHE_WORDS =
  /redis|valkey|cache|caching|keyv|memcache|memjs|upstash|ioredis|\bttl|setex|(\b|_)kv\b|KVNamespace|expirationTtl|\blru\b|memoize|express-rate-limit|unhandledRejection|\.decorate\(/i;

/** Of a client that is handed in, of which a file says no name: `client.getAsync(key)`, `'EX', 60`; `px` is a length. */
const COMMAND_WORDS =
  /\b([gs]et|del)Async\b|['"][EP]X['"]|\b[EP]X: |\bh(getall|set|GetAll|Set)\b|\bz[aA]dd\b/;

/** Whether a file may hold cache operations or what they are made of; declared modules are named by their last part. */
export function mentionsCache(text: string, declared: readonly { readonly module: string }[] = []): boolean {
  return (
    CACHE_WORDS.test(text) ||
    COMMAND_WORDS.test(text) ||
    declared.some(({ module }) => text.includes(lastPart(module)))
  );
}

/** `lib/roleCache.js`: what is kept there may be in a `Map` that nobody calls a cache. */
export function isNamedAfterCache(file: string): boolean {
  return /cache[^/]*$/i.test(file);
}

const TEST =
  /(^|\/)(__tests__|__mocks__|tests?|e2e|playwright|cypress|spec|mocks?|fakes?|stubs?|stories)\/|\.(test|spec|e2e|stories|mock|bench)\.[cm]?[jt]sx?$/i;

/**
 * Tests, and what stands in for something in them. They serve nobody, and there is often as much of them as of the
 * rest: they are read only where they call what matters.
 */
export function isTest(file: string): boolean {
  return TEST.test(file);
}

/** Tells of modules whether they may export a name: their text holds it, or exports all that other modules do. */
export class ExportedNames {
  private readonly passingOn = new Map<string, boolean>();

  constructor(
    /** A text that cannot be read may export anything. */
    private readonly textOf: (file: string) => string | undefined,
  ) {}

  mayHold(file: string, name: string): boolean {
    const text = this.textOf(file);
    if (text === undefined || text.includes(name)) return true;
    const known = this.passingOn.get(file);
    if (known !== undefined) return known;
    const passesOn = EXPORTS_ALL.test(text);
    this.passingOn.set(file, passesOn);
    return passesOn;
  }
}

const EXPORTS_ALL = /\bexport\s*\*|\bmodule\.exports\b|\bexports\b/;

function lastPart(module: string): string {
  return module.slice(module.lastIndexOf('/') + 1);
}
