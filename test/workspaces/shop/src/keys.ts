/** The name of every key this service keeps in Redis. */

export const userKey = (id: string) => `user:${id}`;
export const profileKey = (userId: string) => `profile:${userId}`;
export const productKey = (id: string) => `product:${id}`;
export const stockKey = (sku: string) => `stock:${sku}`;
export const searchKey = (query: string) => `search:${query}`;
export const couponKey = (code: string) => `coupon:${code}`;
export const settingsKey = (storeId: string) => `settings:${storeId}`;
export const bannerKey = (locale: string) => `banner:${locale}`;
export const geoKey = (ip: string) => `geo:${ip}`;
export const cartKey = (userId: string) => `cart:${userId}`;
export const checkoutKey = (id: string) => `checkout:${id}`;
export const sessionKey = (sid: string) => `sess:${sid}`;

export function shippingKey(zone: string): string {
  return ['shipping', zone].join(':');
}

export function reviewsVersionKey(productId: string): string {
  return `reviews:${productId}:version`;
}

export function reviewsKey(productId: string, version: string, page: number): string {
  return `reviews:${productId}:v${version}:${page}`;
}

export const rolesKey = (userId: string) => `roles:${userId}`;
export const permissionsKey = (userId: string) => `permissions:${userId}`;
export const groupsKey = (userId: string) => `groups:${userId}`;
export const apiKeyKey = (hash: string) => `apikey:${hash}`;
export const tokenKey = (id: string) => `token:${id}`;
export const membershipKey = (organisationId: string, userId: string) =>
  `membership:${organisationId}:${userId}`;
