/** Words that say what data is about, and those that the settings add. */
import assert from 'node:assert/strict';
import { namesAuthority, namesWord } from '../../server/src/rules/lexicon.js';
import { DEFAULT_REVIEW_SETTINGS, readReviewSettings } from '../../shared/src/settings.js';

const { words: none } = DEFAULT_REVIEW_SETTINGS;

describe('the lexicon', () => {
  it('knows words in identifiers, keys and paths, also made of two', () => {
    assert.ok(namesAuthority('userRoles:v2', none));
    assert.ok(namesAuthority('user:{id}:access-token', none));
    assert.ok(namesWord('product/{id}/stock', 'volatile', none));
    assert.ok(namesWord('refreshToken', 'secret', none));
    assert.ok(namesWord('orgId', 'tenant', none));
    assert.ok(namesWord('userId', 'identity', none));
    assert.ok(!namesAuthority('controller', none));
  });

  it('learns words from the settings, each for its class', () => {
    const { words } = readReviewSettings({ review: { words: { authority: ['seatPlan', 'Badge'] } } });
    assert.ok(namesAuthority('user:{id}:badge', words));
    assert.ok(namesAuthority('user_seat_plan', words));
    assert.ok(!namesAuthority('plan:seat', words));
    assert.ok(!namesAuthority('badges', words));
    assert.ok(!namesWord('badge', 'secret', words));
  });

  it('takes nothing for a word that is none', () => {
    const { words } = readReviewSettings({ review: { words: { authority: [1, '', '::'], secret: 'x' } } });
    assert.ok(!namesAuthority('x', words));
    assert.deepEqual(words.secret, []);
  });
});
