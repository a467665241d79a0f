import { readJson, writeJson } from '../cache/writeJson.js';
import { SHIPPING_TTL_SECONDS } from '../config.js';
import type { ShippingZone } from '../generated/prisma/client.js';
import { geoKey, shippingKey } from '../keys.js';
import { prisma } from '../prisma.js';
import { redis } from '../redis.js';

export async function getShippingZone(code: string): Promise<ShippingZone> {
  const cached = await redis.get(shippingKey(code));
  if (cached) return JSON.parse(cached) as ShippingZone;
  const zone = await prisma.shippingZone.findUniqueOrThrow({ where: { code } });
  await redis.set(shippingKey(code), JSON.stringify(zone));
  //          ^^^ warning set-then-expire: shipping
  await redis.expire(shippingKey(code), SHIPPING_TTL_SECONDS);
  return zone;
}

export async function countryOf(ip: string): Promise<string> {
  const cached = await redis.get(geoKey(ip));
  if (cached) return cached;
  const query = new URLSearchParams();
  // fine: not a cache at all
  query.set('ip', ip);
  const response = await fetch(`https://geo.example.com/lookup?${query}`);
  const { country } = (await response.json()) as { country: string };
  // fine: SETEX carries its expiry in the middle
  await redis.setex(geoKey(ip), 86_400, country);
  return country;
}

interface Carrier {
  readonly name: string;
  readonly trackingUrl: string;
}

export async function listCarriers(country: string): Promise<Carrier[]> {
  const key = `carriers:${country}`;
  const cached = await readJson<Carrier[]>(key);
  //                   ^^^^^^^^ info stampede: carriers
  if (cached) return cached;
  const response = await fetch(`https://carriers.example.com/v2/${country}`);
  const carriers = (await response.json()) as Carrier[];
  await writeJson(key, carriers, 24 * 60 * 60);
  return carriers;
}
