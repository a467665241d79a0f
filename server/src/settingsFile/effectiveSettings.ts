/**
 * Which settings a review follows: those of the project's file if there is one, else those of the editor. The file
 * alone decides, so that editor and command line agree; only switching the review off is everyone's own.
 */
import { type ReviewSettings, readReviewSettings } from '../../../shared/src/settings.js';
import type { SettingsFileText } from '../workspace/workspaceSource.js';
import { readSettingsFile, type SettingsProblem } from './readSettingsFile.js';

export interface EffectiveSettings {
  readonly settings: ReviewSettings;
  readonly problems: readonly SettingsProblem[];
}

/** Remembers the last whole file of a session, so that half-typed text changes nothing. */
export class SettingsResolution {
  private lastWhole: { readonly file: string; readonly settings: ReviewSettings } | undefined;
  private latest: { readonly source: SettingsFileText; readonly effective: EffectiveSettings } | undefined;

  resolve(own: ReviewSettings, source: SettingsFileText | undefined): EffectiveSettings {
    if (!source) return { settings: own, problems: [] };
    const { file, text } = source;
    if (this.latest?.source.file !== file || this.latest.source.text !== text) {
      this.latest = { source, effective: this.read(source) };
    }
    const { settings, problems } = this.latest.effective;
    return { settings: { ...settings, enabled: own.enabled }, problems };
  }

  private read({ file, text }: SettingsFileText): EffectiveSettings {
    const { section, problems, isBroken } = readSettingsFile(file, text);
    const settings = readReviewSettings(section);
    if (!isBroken) this.lastWhole = { file, settings };
    const whole = this.lastWhole?.file === file ? this.lastWhole.settings : undefined;
    return { settings: whole ?? settings, problems };
  }
}
