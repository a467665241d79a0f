/** The id of the tree view, as package.json names it. */
export const EXPLORER_VIEW = 'cacheReview.explorer';
