/** The major version that a version range asks for. */

/** The first number in a range: 5 of `^5.1.0`; undefined where there is none, as in `latest`. */
export function majorIn(range: string | undefined): number | undefined {
  const digits = /\d+/.exec(range ?? '')?.[0];
  return digits === undefined ? undefined : Number(digits);
}
