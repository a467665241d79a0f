/** Every rule, in the order of the catalogue. A new rule is a file beside this one and a line here. */
import { authCacheTooLong } from './auth-cache-too-long.js';
import { missingTtl } from './missing-ttl.js';
import type { Rule } from './rule.js';
import { writeWithoutInvalidation } from './write-without-invalidation.js';

export const ALL_RULES: readonly Rule[] = [missingTtl, writeWithoutInvalidation, authCacheTooLong];
