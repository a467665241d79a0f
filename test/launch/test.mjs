/** `npm test`: works on a fresh clone, so it is plain JavaScript and hands over when TypeScript can run. */
import { handOver } from './bootstrap.mjs';

await handOver('testProduct.ts');
