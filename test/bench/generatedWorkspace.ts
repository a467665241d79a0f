/**
 * A workspace to measure with: a back end with a front end, as large as asked, the same files for the same seed.
 * In sixteen files there is one service with a cache and three more that use the database; the other twelve
 * mention neither. Public back ends have about as many.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Entity, entityFiles, sharedFiles } from './generatedFiles.js';
import { createRandom, type Random } from './random.js';

export interface GeneratedWorkspace {
  /** Texts by path, relative to the root. */
  readonly files: ReadonlyMap<string, string>;
  /** The service whose edits are measured. */
  readonly fileToEdit: string;
}

const nouns = [
  ...['account', 'address', 'article', 'booking', 'branch', 'campaign', 'carrier', 'category', 'chapter'],
  ...['claim', 'contract', 'course', 'customer', 'device', 'document', 'event', 'invoice', 'journey'],
  ...['lecture', 'machine', 'member', 'message', 'order', 'parcel', 'patient', 'payment', 'picture'],
  ...['product', 'project', 'question', 'receipt', 'refund', 'report', 'review', 'room', 'route'],
  ...['shipment', 'student', 'supplier', 'survey', 'task', 'team', 'tenant', 'ticket', 'vehicle', 'visit'],
];
const qualifiers = [
  ...['', 'annual', 'branch', 'corporate', 'daily', 'external', 'family', 'global', 'group', 'guest'],
  ...['internal', 'legal', 'local', 'mobile', 'monthly', 'partner', 'pending', 'premium', 'private'],
  ...['public', 'regional', 'remote', 'seasonal', 'shared', 'special', 'urgent', 'weekly', 'wholesale'],
];
const columns = [
  ...['name', 'title', 'summary', 'status', 'reference', 'language', 'country', 'city', 'street', 'note'],
  ...[
    'email',
    'phone',
    'currency',
    'colour',
    'material',
    'priority',
    'source',
    'channel',
    'locale',
    'region',
  ],
];

/** `count` files of source, a few configuration files not counted. */
export function generateWorkspace(count: number, seed: number): GeneratedWorkspace {
  const random = createRandom(seed);
  const shared = sharedFiles();
  const files = new Map(shared);
  const sources = () => [...files.keys()].filter((file) => /\.tsx?$/.test(file)).length;
  let left = count - sources();
  let fileToEdit = '';
  for (let index = 0; left > 0; index++) {
    const generated = entityFiles(entityAt(index, random), random).slice(0, left);
    for (const [path, text] of generated) files.set(path, text);
    fileToEdit ||= generated[0]?.[0] ?? '';
    left -= generated.length;
  }
  return { files, fileToEdit };
}

export function writeWorkspace(root: string, workspace: GeneratedWorkspace): void {
  for (const [file, text] of workspace.files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** Every combination of noun and qualifier once, then numbered. */
function entityAt(index: number, random: Random): Entity {
  const noun = nouns[index % nouns.length] ?? '';
  const round = Math.floor(index / nouns.length);
  const qualifier = qualifiers[round % qualifiers.length] ?? '';
  const number = Math.floor(round / qualifiers.length);
  const words = [qualifier, noun].filter((word) => word !== '');
  const name = words.map((word, at) => (at === 0 ? word : capitalised(word))).join('');
  return {
    name: number === 0 ? name : `${name}${number + 1}`,
    columns: random.some(columns, 8 + random.upTo(8)),
    // The defects of a real code base: here and there something was forgotten.
    forgetsTtl: random.upTo(12) === 0,
    forgetsInvalidation: random.upTo(9) === 0,
  };
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
