import type { Profile } from '../generated/prisma/client.js';
import { profileKey } from '../keys.js';
import { redis } from '../redis.js';
import { profiles } from '../repositories/profileRepository.js';

export async function getProfile(userId: string): Promise<Profile | null> {
  const cached = await redis.hgetall(profileKey(userId));
  if (Object.keys(cached).length > 0) return cached as unknown as Profile;
  const profile = await profiles.find(userId);
  if (!profile) return null;
  await redis.hset(profileKey(userId), { ...profile });
  //          ^^^^ warning missing-ttl: profile
  return profile;
}

export async function updateProfile(userId: string, change: Partial<Profile>): Promise<void> {
  await profiles.save(userId, change);
  await redis.del(profileKey(userId));
}

export async function clearProfile(userId: string): Promise<void> {
  await profiles.save(userId, { bio: '', website: '' });
  await redis.del(profileKey(userId));
}
