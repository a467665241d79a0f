import { config } from '../config.js';
import { client } from './client.js';

interface Recommendation {
  readonly productId: string;
  readonly score: number;
}

const TRENDING_TTL_SECONDS = 5 * 60;

async function ask(path: string): Promise<Recommendation[]> {
  const response = await fetch(`${config.recommenderUrl}${path}`);
  return (await response.json()) as Recommendation[];
}

export async function recommendationsFor(userId: string): Promise<Recommendation[]> {
  const key = `recommendations:${userId}`;
  const cached = await client.get(key);
  if (cached) return JSON.parse(cached) as Recommendation[];
  const recommendations = await ask(`/users/${userId}`);
  await client.set(key, JSON.stringify(recommendations));
  //           ^^^ warning missing-ttl: recommendations
  return recommendations;
}

export async function trending(country: string): Promise<Recommendation[]> {
  const key = `trending:${country}`;
  const cached = await client.get(key);
  //                          ^^^ info stampede: trending
  if (cached) return JSON.parse(cached) as Recommendation[];
  const recommendations = await ask(`/trending?country=${country}`);
  // fine: node-redis takes the expiry as an option
  await client.set(key, JSON.stringify(recommendations), { EX: TRENDING_TTL_SECONDS });
  return recommendations;
}
