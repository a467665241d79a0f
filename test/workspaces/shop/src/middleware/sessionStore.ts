import session, { type SessionData } from 'express-session';
import { config, SESSION_TTL_SECONDS } from '../config.js';
import { sessionKey } from '../keys.js';
import { redis } from '../redis.js';

/** Sessions in Redis; each lives a week after its last use. */
class RedisSessionStore extends session.Store {
  override get(sid: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    redis.get(sessionKey(sid)).then(
      (text) => callback(null, text === null ? null : (JSON.parse(text) as SessionData)),
      (error) => callback(error),
    );
  }

  override set(sid: string, data: SessionData, callback?: (error?: unknown) => void): void {
    // fine: a session with its expiry
    redis.set(sessionKey(sid), JSON.stringify(data), 'EX', SESSION_TTL_SECONDS).then(
      () => callback?.(),
      (error) => callback?.(error),
    );
  }

  override touch(sid: string, _data: SessionData, callback?: () => void): void {
    redis.expire(sessionKey(sid), SESSION_TTL_SECONDS).finally(() => callback?.());
  }

  override destroy(sid: string, callback?: (error?: unknown) => void): void {
    redis.del(sessionKey(sid)).then(
      () => callback?.(),
      (error) => callback?.(error),
    );
  }
}

export const sessions = session({
  store: new RedisSessionStore(),
  secret: config.sessionSecret,
  resave: false,
  saveUninitialized: false,
  cookie: { maxAge: SESSION_TTL_SECONDS * 1000, sameSite: 'lax' },
});
