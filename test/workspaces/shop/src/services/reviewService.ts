import { REVIEW_TTL_SECONDS } from '../config.js';
import type { Review } from '../generated/prisma/client.js';
import { reviewsKey, reviewsVersionKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

const PAGE_SIZE = 20;

export async function listReviews(productId: string, page: number): Promise<Review[]> {
  const version = (await redis.get(reviewsVersionKey(productId))) ?? '0';
  const key = reviewsKey(productId, version, page);
  const cached = await redis.get(key);
  if (cached) return JSON.parse(cached) as Review[];
  const reviews = await prisma.review.findMany({
    where: { productId, hidden: false },
    take: PAGE_SIZE,
    skip: page * PAGE_SIZE,
  });
  await redis.set(key, JSON.stringify(reviews), 'EX', REVIEW_TTL_SECONDS);
  return reviews;
}

export async function addReview(review: Omit<Review, 'id' | 'hidden'>): Promise<void> {
  // fine: the version is part of every key, so raising it leaves the old pages unread
  await prisma.review.create({ data: review });
  await redis.incr(reviewsVersionKey(review.productId));
}

export async function hideReview(id: string, productId: string): Promise<void> {
  // fine: as above
  await prisma.review.update({ where: { id }, data: { hidden: true } });
  await redis.incr(reviewsVersionKey(productId));
}
