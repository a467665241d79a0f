/** Everything that differs between environments, and how long things live in the cache (seconds). */

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

export const config = {
  port: Number(process.env.PORT ?? 3000),
  databaseUrl: required('DATABASE_URL'),
  redisUrl: required('REDIS_URL'),
  sessionSecret: required('SESSION_SECRET'),
  recommenderUrl: process.env.RECOMMENDER_URL ?? 'http://localhost:4100',
  identityUrl: process.env.IDENTITY_URL ?? 'http://localhost:4200',
  bannerTtlSeconds: Number(process.env.BANNER_TTL_SECONDS),
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const USER_TTL_SECONDS = 15 * MINUTE;
export const COUPON_TTL_SECONDS = HOUR;
export const REVIEW_TTL_SECONDS = 10 * MINUTE;
export const SHIPPING_TTL_SECONDS = 6 * HOUR;
export const SESSION_TTL_SECONDS = 7 * DAY;
export const CART_TTL_SECONDS = 14 * DAY;
export const CHECKOUT_TTL_SECONDS = 30 * MINUTE;

export const GROUPS_TTL_SECONDS = 60;
export const MEMBERSHIP_TTL_SECONDS = 30 * MINUTE;
export const ROLE_TTL_SECONDS = 12 * HOUR;
export const PERMISSION_TTL_SECONDS = DAY;
