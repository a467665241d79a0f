/** The variables of `.env` files, and references to them. Pure. */
import { parse } from 'dotenv';

export type Variables = Readonly<Record<string, string>>;

/** The variables of a `.env` file, references among them resolved. */
export function readVariables(text: string): Variables {
  const raw = parse(text);
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, expandVariables(value, raw)]));
}

/** Replaces `$NAME`, `${NAME}` and `${NAME:-default}`. */
export function expandVariables(text: string, variables: Variables): string {
  return text.replace(
    /\$\{(\w+)(?::?-([^}]*))?\}|\$(\w+)/g,
    (_match, name, fallback, bare) => variables[name ?? bare] ?? fallback ?? '',
  );
}
