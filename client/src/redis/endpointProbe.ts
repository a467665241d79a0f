/**
 * What really listens at an address, asked only after a connection has failed in a way that does not say.
 * In: host and port. Out: one word. Guarantee: nothing but a PING is sent, never a user or a password.
 */
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './connectionSettings.js';

export type Probe =
  | { readonly speaks: 'redis' }
  /** It is Redis and refuses everyone: protected mode, too many clients. */
  | { readonly speaks: 'refusal'; readonly answer: string }
  | { readonly speaks: 'tls' }
  | { readonly speaks: 'other' }
  | { readonly speaks: 'nothing' };

const PING = '*1\r\n$4\r\nPING\r\n';
const REFUSALS = /^-(?:DENIED|ERR max number)/;
const PROBE_MS = 1_500;
/** A server that refuses everyone says so at once, and hangs up on whoever talks over it. */
const LISTEN_MS = 100;

/** Asks in plain text, then, unless `plainOnly`, offers TLS. */
export async function probeEndpoint(endpoint: Endpoint, plainOnly: boolean): Promise<Probe> {
  const answer = await plainAnswer(endpoint);
  if (REFUSALS.test(answer)) return { speaks: 'refusal', answer: answer.slice(1).split('\r\n')[0] ?? '' };
  if (/^[+-]/.test(answer)) return { speaks: 'redis' };
  // 0x15 is the record of a TLS alert.
  if (!plainOnly && (answer.startsWith('\u0015') || (await acceptsTls(endpoint)))) return { speaks: 'tls' };
  return { speaks: answer === '' ? 'nothing' : 'other' };
}

/** The first bytes that come back for a PING; empty when none do. */
function plainAnswer({ host, port }: Endpoint): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let timer: NodeJS.Timeout | undefined;
    const finish = (answer: string): void => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(PROBE_MS, () => finish(''));
    socket.once('connect', () => {
      timer = setTimeout(() => socket.write(PING), LISTEN_MS);
    });
    socket.once('data', (data) => finish(data.toString('latin1')));
    socket.once('error', () => finish(''));
    socket.once('close', () => finish(''));
  });
}

function acceptsTls({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    // Only whether it speaks TLS matters here; no data is sent, so its certificate does not.
    const socket = connectTls({ host, port, rejectUnauthorized: false });
    const finish = (accepts: boolean): void => {
      resolve(accepts);
      socket.destroy();
    };
    socket.setTimeout(PROBE_MS, () => finish(false));
    socket.once('secureConnect', () => finish(true));
    socket.once('error', (error) => finish('code' in error && String(error.code).includes('ALERT')));
    socket.once('close', () => finish(false));
  });
}
