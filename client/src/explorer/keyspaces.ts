/**
 * The scanned keys of every database that was looked into, and the filter of every connection. Enters: places
 * and filters. Leaves: keyspaces, kept until they are refreshed or their connection is closed.
 */
import type { CommandGate } from '../redis/commandGate.js';
import { Keyspace, type KeyspaceOptions } from './keyspace.js';
import type { KeyPlace } from './nodes/keyNode.js';

export class Keyspaces {
  private readonly opened = new Map<string, Map<number, Keyspace>>();
  private readonly filters = new Map<string, string>();

  constructor(private readonly options: () => KeyspaceOptions) {}

  get(place: KeyPlace): Keyspace | undefined {
    return this.opened.get(place.connectionId)?.get(place.database);
  }

  /** The keyspace of a database; not scanned yet when it is new. */
  open(place: KeyPlace, gate: CommandGate, delimiter: string | undefined): Keyspace {
    const existing = this.get(place);
    if (existing) return existing;
    const options = this.options();
    const keyspace = new Keyspace(
      gate,
      { ...options, delimiter: delimiter ?? options.delimiter },
      this.filters.get(place.connectionId),
    );
    const databases = this.opened.get(place.connectionId) ?? new Map<number, Keyspace>();
    this.opened.set(place.connectionId, databases.set(place.database, keyspace));
    return keyspace;
  }

  filter(connectionId: string): string | undefined {
    return this.filters.get(connectionId);
  }

  /** Starts again with this filter; without one, with every key. */
  setFilter(connectionId: string, filter: string | undefined): void {
    if (filter === undefined) this.filters.delete(connectionId);
    else this.filters.set(connectionId, filter);
    this.forget(connectionId);
  }

  /** Forgets what was scanned; the next look scans again. */
  forget(connectionId: string): void {
    for (const keyspace of this.opened.get(connectionId)?.values() ?? []) keyspace.cancel();
    this.opened.delete(connectionId);
  }

  forgetAll(): void {
    for (const connectionId of [...this.opened.keys()]) this.forget(connectionId);
  }

  cancelScans(): void {
    for (const databases of this.opened.values()) {
      for (const keyspace of databases.values()) keyspace.cancel();
    }
  }
}
