/** Which words of SQL stand for the moment of the statement. In: an expression or the name of a function. Out: yes or no. */

const MOMENT =
  /^\s*(now|current_timestamp|current_date|localtimestamp|(clock|statement|transaction)_timestamp|getdate|getutcdate|sysdate|sysdatetime|utc_timestamp|unixepoch|unix_timestamp)\s*(\(\s*\d?\s*\))?\s*$|^\s*(datetime|strftime)\s*\([^)]*'now'[^)]*\)\s*$/i;

export function isMomentInSql(expression: string): boolean {
  return MOMENT.test(expression);
}
