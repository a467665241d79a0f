import type { Category } from '../generated/prisma/client.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

const CATEGORY_TTL_SECONDS = 3600;

export async function getCategory(slug: string): Promise<Category | null> {
  const cached = await redis.get(`category:${slug}`);
  if (cached) return JSON.parse(cached) as Category;
  const category = await prisma.category.findUnique({ where: { slug } });
  if (!category) return null;
  await redis.set(`category:${slug}`, JSON.stringify(category));
  //          ^^^ warning missing-ttl: category
  // The expiry goes to a key that nobody writes.
  await redis.expire(`categories:${slug}`, CATEGORY_TTL_SECONDS);
  return category;
}

export async function renameCategory(slug: string, name: string): Promise<void> {
  // fine: forgetCategory deletes the entry
  await prisma.category.update({ where: { slug }, data: { name } });
  await forgetCategory(slug);
}

export async function forgetCategory(slug: string): Promise<void> {
  await redis.unlink(`category:${slug}`);
}
