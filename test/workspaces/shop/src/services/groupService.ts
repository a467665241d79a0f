import { config, GROUPS_TTL_SECONDS } from '../config.js';
import { groupsKey } from '../keys.js';
import { redis } from '../redis.js';

/** The groups of a person as the identity provider knows them. */
export async function groupsOf(userId: string): Promise<string[]> {
  const cached = await redis.get(groupsKey(userId));
  if (cached) return JSON.parse(cached) as string[];
  const response = await fetch(`${config.identityUrl}/users/${userId}/groups`);
  const groups = (await response.json()) as string[];
  // fine: permissions are at most one minute old
  await redis.set(groupsKey(userId), JSON.stringify(groups), 'EX', GROUPS_TTL_SECONDS);
  return groups;
}
