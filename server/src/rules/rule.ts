/** The shape of a rule: the model in, findings out. A rule never sees syntax, and changes nothing. */
import type {
  Confidence,
  Explanation,
  FixDescription,
  RelatedLocation,
  Severity,
  SourceSpan,
} from '../../../shared/src/finding.js';
import type { RuleId } from '../../../shared/src/ruleCatalogue.js';
import type { ReviewSettings } from '../../../shared/src/settings.js';
import type { WorkspaceModel } from '../model/workspaceModel.js';

/** A finding before settings and suppressions; without `severity` it gets the catalogue's. */
export interface DraftFinding {
  readonly confidence: Confidence;
  readonly span: SourceSpan;
  readonly message: string;
  readonly severity?: Severity;
  readonly key?: string;
  readonly related?: readonly RelatedLocation[];
  readonly fixes?: readonly FixDescription[];
  readonly explanation?: Explanation;
}

export interface Rule {
  readonly id: RuleId;
  /** It compares with files that a file has nothing to do with: its neighbours do not say what it finds in it. */
  readonly comparesFolder?: true;
  /** It follows a key through files, or how long it lives; its findings say by which places. */
  readonly follows?: 'key' | 'life';
  review(model: WorkspaceModel, settings: ReviewSettings): readonly DraftFinding[];
}
