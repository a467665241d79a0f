/**
 * The keys of the sample shop as its code writes them: the same names, types and times to live as in the README
 * of test/workspaces/shop. Plain data, the same in every run.
 */

interface SampleKeyName {
  readonly key: string | Buffer;
  /** Seconds; without it the key does not expire, which for some of these is the defect to be found. */
  readonly ttl?: number;
}

export type SampleKey = SampleKeyName &
  (
    | { readonly type: 'string'; readonly value: string | Buffer }
    | { readonly type: 'hash'; readonly value: Readonly<Record<string, string>> }
    | { readonly type: 'list' | 'set'; readonly value: readonly string[] }
    | { readonly type: 'zset'; readonly value: readonly (readonly [score: number, member: string])[] }
    | { readonly type: 'stream'; readonly value: readonly Readonly<Record<string, string>>[] }
  );

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const teas = [
  'Assam',
  'Darjeeling',
  'Earl Grey',
  'Genmaicha',
  'Gunpowder',
  'Keemun',
  'Lapsang',
  'Oolong',
  'Sencha',
];
const towns = ['Bergen', 'Bristol', 'Lyon', 'Porto', 'Riga', 'Turku', 'Utrecht'];
const countries = ['de', 'es', 'fi', 'fr', 'gb', 'nl', 'no', 'pt'];

/** Everything the shop keeps, about 3000 keys. */
export function sampleKeys(): SampleKey[] {
  return [
    ...numbers(600).flatMap(userKeys),
    ...numbers(400).flatMap(productKeys),
    ...countries.flatMap(countryKeys),
    ...numbers(120).map(sessionKey),
    ...sharedKeys(),
    ...queueKeys(),
    ...binaryKeys(),
  ];
}

/** The cached answer for a product that a lookup missed, as `getProduct` writes it: without a time to live. */
export function productKey(id: number): SampleKey {
  const value = {
    id: String(id),
    name: `${pick(teas, id)} no. ${id}`,
    priceInCents: 450 + ((id * 37) % 2400),
    organic: id % 3 === 0,
    origin: { estate: `${pick(towns, id)} Gardens`, harvest: id % 2 === 0 ? 'spring' : 'autumn' },
    brewing: { temperatureInCelsius: 75 + (id % 4) * 5, minutes: 2 + (id % 3) },
    tags: [pick(['floral', 'malty', 'smoky', 'grassy'], id), pick(['loose leaf', 'pyramid bag'], id)],
  };
  return json(`product:${id}`, value);
}

export function userKey(id: number): SampleKey {
  const value = {
    id: String(id),
    email: `user${id}@example.com`,
    name: `Customer ${id}`,
    avatarUrl: `https://images.example.com/avatars/${id}.webp`,
    companyName: id % 5 === 0 ? `${pick(towns, id)} Tea Rooms` : null,
  };
  return json(`user:${id}`, value, 15 * minute);
}

function userKeys(id: number): SampleKey[] {
  const key = String(id);
  return [
    userKey(id),
    hash(`profile:${key}`, {
      userId: key,
      bio: 'Drinks it without milk.',
      location: pick(towns, id),
      website: '',
    }),
    ...(id % 3 === 0 ? [json(`permissions:${key}`, ['orders:read', 'orders:write'], day)] : []),
    ...(id % 4 === 0
      ? [json(`roles:${key}`, { userId: key, role: id % 40 === 0 ? 'admin' : 'editor' }, 12 * hour)]
      : []),
    ...(id % 6 === 0 ? [json(`recommendations:${key}`, [recommendation(id), recommendation(id + 7)])] : []),
    ...(id % 5 === 0
      ? [hash(`cart:${key}`, { [String(1 + (id % 400))]: '2', [String(1 + (id % 90))]: '1' }, 14 * day)]
      : []),
    ...(id % 7 === 0
      ? [
          {
            key: `viewed:${key}`,
            type: 'list' as const,
            value: numbers(12).map((n) => String((id * n) % 400)),
            ttl: 7 * day,
          },
        ]
      : []),
  ];
}

function productKeys(id: number): SampleKey[] {
  const key = String(id);
  return [
    productKey(id),
    ...(id % 4 === 0 ? [text(`reviews:${key}:version`, String(1 + (id % 9)))] : []),
    ...(id % 4 === 0
      ? [json(`reviews:${key}:v${1 + (id % 9)}:1`, [{ stars: 5, text: 'Lovely.' }], 10 * minute)]
      : []),
    ...(id % 10 === 0
      ? [
          {
            key: `visitors:${key}`,
            type: 'set' as const,
            value: numbers(15).map((n) => String((id + n * 13) % 600)),
            ttl: hour,
          },
        ]
      : []),
  ];
}

function countryKeys(country: string, index: number): SampleKey[] {
  return [
    json(`trending:${country}`, [recommendation(index), recommendation(index + 3)], 5 * minute),
    json(
      `carriers:${country}`,
      [{ name: 'Parcel Post', trackingUrl: `https://post.example.com/${country}` }],
      day,
    ),
    json(`shipping:${country}`, { zone: country, priceInCents: 490 + index * 50 }, 6 * hour),
    json(`banner:${country}`, [{ text: 'New harvest', href: '/harvest' }], 10 * minute),
    json(`settings:${country}`, {
      storeId: country,
      currency: country === 'gb' ? 'GBP' : 'EUR',
      giftWrap: true,
    }),
  ];
}

function sessionKey(id: number): SampleKey {
  const value = { cookie: { path: '/', httpOnly: true, sameSite: 'lax' }, userId: String(id * 3) };
  return json(`sess:${token(id)}`, value, 7 * day);
}

function sharedKeys(): SampleKey[] {
  return [
    ...['black', 'green', 'herbal', 'white', 'oolong'].map((slug) =>
      json(`category:${slug}`, { slug, title: `${slug} tea`, products: 80 }),
    ),
    ...['SPRING', 'WELCOME', 'MATCHA'].map((code) => json(`coupon:${code}`, { code, percent: 10 }, hour)),
    ...numbers(60).map((id) =>
      json(`apikey:${token(id)}`, { id: String(id), scopes: ['orders:read'], revokedAt: null }, day),
    ),
    {
      key: 'bestsellers:today',
      type: 'zset',
      value: numbers(40).map((id) => [200 - id * 4, String(id * 7)] as const),
      ttl: 7 * day,
    },
    {
      key: 'events:sales',
      type: 'stream',
      value: numbers(60).map((id) => ({ product: String(id * 5), quantity: '1' })),
    },
  ];
}

function queueKeys(): SampleKey[] {
  return [
    { key: 'bull:mail:wait', type: 'list', value: ['31', '32', '33'] },
    {
      key: 'bull:mail:completed',
      type: 'zset',
      value: numbers(20).map((id) => [1_700_000_000 + id, String(id)] as const),
    },
    hash('bull:mail:31', { name: 'order-shipped', data: '{"orderId":"8731"}', opts: '{"attempts":3}' }),
  ];
}

/** Names and values that are not text, as a client with a binary serialiser leaves them. */
function binaryKeys(): SampleKey[] {
  return numbers(3).map((id) => ({
    key: Buffer.from([0x74, 0x68, 0x75, 0x6d, 0x62, 0x3a, 0xff, 0xd8, id]),
    type: 'string',
    value: Buffer.from(numbers(64).map((n) => (n * 37 + id) % 256)),
    ttl: day,
  }));
}

function recommendation(seed: number): { productId: string; score: number } {
  return { productId: String(1 + ((seed * 11) % 400)), score: 0.5 + (seed % 10) / 20 };
}

function json(key: string, value: unknown, ttl?: number): SampleKey {
  return text(key, JSON.stringify(value), ttl);
}

function text(key: string, value: string, ttl?: number): SampleKey {
  return { key, type: 'string', value, ...(ttl === undefined ? {} : { ttl }) };
}

function hash(key: string, value: Readonly<Record<string, string>>, ttl?: number): SampleKey {
  return { key, type: 'hash', value, ...(ttl === undefined ? {} : { ttl }) };
}

/** Looks like a random identifier and is the same in every run. */
function token(seed: number): string {
  return ((seed * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, '0').repeat(2);
}

function pick(choices: readonly string[], seed: number): string {
  return choices[seed % choices.length] ?? '';
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
