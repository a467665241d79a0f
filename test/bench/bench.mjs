/** `npm run bench`, see `benchmark.ts`. */
import { handOver } from '../launch/bootstrap.mjs';

await handOver('../bench/benchmark.ts');
