import { USER_TTL_SECONDS } from '../config.js';
import { bus, USER_CHANGED } from '../events/bus.js';
import type { User } from '../generated/prisma/client.js';
import { userKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export type PublicUser = Pick<User, 'id' | 'email' | 'name' | 'avatarUrl' | 'companyName'>;

export async function getUser(id: string): Promise<PublicUser | null> {
  const cached = await redis.get(userKey(id));
  if (cached) return JSON.parse(cached) as PublicUser;
  const user = await prisma.user.findUnique({
    where: { id },
    select: { id: true, email: true, name: true, avatarUrl: true, companyName: true },
  });
  if (user) await redis.set(userKey(id), JSON.stringify(user), 'EX', USER_TTL_SECONDS);
  return user;
}

export async function registerUser(email: string, name: string, passwordHash: string): Promise<User> {
  return prisma.user.create({ data: { email, name, passwordHash } });
}

export async function renameUser(id: string, name: string): Promise<void> {
  await prisma.user.update({ where: { id }, data: { name } });
  await redis.del(userKey(id));
}

export async function changeEmail(id: string, email: string): Promise<void> {
  // fine: the handler of the event deletes the entry
  await prisma.user.update({ where: { id }, data: { email } });
  bus.emit(USER_CHANGED, id);
}

export async function touchLastSeen(id: string): Promise<void> {
  // fine: the column is not part of what is cached
  await prisma.user.update({ where: { id }, data: { lastSeenAt: new Date() } });
}
