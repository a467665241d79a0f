/**
 * Finds Redis and Valkey services in a compose file that can be reached from this machine. Enters: the parsed
 * file and the variables of the `.env` beside it. Leaves: one URL per published service. Pure.
 */
import { recordIn } from '../../../shared/src/parsedJson.js';
import type { FoundUrl } from './connectionDiscovery.js';
import { expandVariables, type Variables } from './environmentVariables.js';

const SERVER_IMAGE = /(^|\/)(redis|valkey|redis-stack|redis-stack-server|keydb|dragonfly)(:|@|$)/;
const SERVER_PORT = '6379';

interface Service {
  readonly image?: unknown;
  readonly ports?: unknown;
  readonly command?: unknown;
  readonly environment?: unknown;
}

export function findInCompose(content: unknown, variables: Variables): readonly FoundUrl[] {
  const services = recordIn(recordIn(content).services);
  return Object.entries(services).flatMap(([name, value]) => {
    const service: Service = recordIn(value);
    if (!SERVER_IMAGE.test(expandVariables(String(service.image ?? ''), variables))) return [];
    const endpoint = publishedEndpoint(service.ports, variables);
    if (!endpoint) return [];
    const password = passwordOf(service, variables);
    const credentials = password ? `:${encodeURIComponent(password)}@` : '';
    return [{ place: name, url: `redis://${credentials}${endpoint}/0` }];
  });
}

/** `6380:6379`, `127.0.0.1:6380:6379` and the long form; a service that publishes nothing has none. */
function publishedEndpoint(ports: unknown, variables: Variables): string | undefined {
  for (const port of Array.isArray(ports) ? ports : []) {
    if (typeof port === 'object' && port !== null) {
      const { target, published } = recordIn(port);
      if (String(target) === SERVER_PORT && published !== undefined) return `localhost:${published}`;
      continue;
    }
    const parts = expandVariables(String(port), variables)
      .replace(/\/tcp$/, '')
      .split(':');
    const published = parts.at(-2);
    if (parts.at(-1) === SERVER_PORT && published) return `localhost:${published}`;
  }
  return undefined;
}

/** `--requirepass`, or the variables the common images read. */
function passwordOf(service: Service, variables: Variables): string | undefined {
  const { command } = service;
  const words = Array.isArray(command) ? command.map(String) : String(command ?? '').split(/\s+/);
  const place = words.indexOf('--requirepass');
  const given = place < 0 ? environmentPassword(service.environment) : words[place + 1];
  return given && expandVariables(given.replace(/^(["'])(.*)\1$/, '$2'), variables);
}

function environmentPassword(environment: unknown): string | undefined {
  const pairs = Array.isArray(environment)
    ? environment.map((line) => String(line).split(/=(.*)/s))
    : Object.entries(recordIn(environment)).map(([name, value]) => [name, String(value)]);
  return pairs.find(([name]) => name === 'REDIS_PASSWORD' || name === 'VALKEY_PASSWORD')?.[1];
}
