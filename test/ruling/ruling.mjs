/** `npm run ruling -- FOLDER`, see `rulingCommand.ts`. */
import { handOver } from '../launch/bootstrap.mjs';

await handOver('../ruling/rulingCommand.ts');
