import { createCache } from 'cache-manager';

export const priceCache = createCache();
