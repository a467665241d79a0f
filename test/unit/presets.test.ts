/** Which rules are on: the preset, and the setting of a rule that outranks it. */
import assert from 'node:assert/strict';
import { presetSeverity, type RuleDescription } from '../../shared/src/ruleCatalogue.js';
import {
  DEFAULT_REVIEW_SETTINGS,
  isRuleOn,
  readReviewSettings,
  SETTINGS,
} from '../../shared/src/settings.js';

const noisy: RuleDescription = {
  id: 'noisy',
  category: 'expiry',
  severity: 'info',
  summary: 'Errs too often.',
  fix: 'none',
  recommended: false,
};

describe('presets', () => {
  it('leave a rule that is not recommended to strict', () => {
    assert.equal(presetSeverity(noisy, 'recommended'), 'off');
    assert.equal(presetSeverity(noisy, 'strict'), 'info');
    assert.equal(presetSeverity({ ...noisy, recommended: true }, 'recommended'), 'info');
  });

  it('are outranked by the setting of a rule', () => {
    const settings = readReviewSettings({ review: { preset: 'strict' }, rules: { 'missing-ttl': 'off' } });
    assert.equal(settings.preset, 'strict');
    assert.equal(isRuleOn('missing-ttl', settings), false);
    assert.equal(isRuleOn('ttl-unit', settings), true);
  });

  it('are recommended unless the settings say otherwise', () => {
    assert.equal(readReviewSettings({ review: { preset: 'everything' } }).preset, 'recommended');
    assert.equal(readReviewSettings(undefined).preset, DEFAULT_REVIEW_SETTINGS.preset);
    assert.equal(SETTINGS.find(({ key }) => key === 'review.preset')?.default, 'recommended');
  });
});
