import { CART_TTL_SECONDS, CHECKOUT_TTL_SECONDS } from '../config.js';
import { cartKey, checkoutKey } from '../keys.js';
import { redis } from '../redis.js';

export async function addToCart(userId: string, productId: string, quantity: number): Promise<void> {
  await redis.hset(cartKey(userId), productId, quantity);
  //          ^^^^ info set-then-expire: cart
  await redis.expire(cartKey(userId), CART_TTL_SECONDS);
}

export async function readCart(userId: string): Promise<Record<string, number>> {
  const lines = await redis.hgetall(cartKey(userId));
  return Object.fromEntries(Object.entries(lines).map(([id, quantity]) => [id, Number(quantity)]));
}

export async function emptyCart(userId: string): Promise<void> {
  await redis.del(cartKey(userId));
}

export interface Checkout {
  readonly userId: string;
  readonly step: 'address' | 'payment' | 'confirm';
}

export async function startCheckout(id: string, userId: string): Promise<void> {
  const checkout: Checkout = { userId, step: 'address' };
  await redis.set(checkoutKey(id), JSON.stringify(checkout), 'EX', CHECKOUT_TTL_SECONDS);
}

export async function advanceCheckout(id: string, step: Checkout['step']): Promise<boolean> {
  const text = await redis.get(checkoutKey(id));
  if (text === null) return false;
  const checkout: Checkout = { ...(JSON.parse(text) as Checkout), step };
  // fine: KEEPTTL leaves the expiry of startCheckout in place
  await redis.set(checkoutKey(id), JSON.stringify(checkout), 'KEEPTTL');
  return true;
}
