/** How code names what says who asks: members of a request, and functions that find it out. */

/** Members of a request, or of what stands for it, that say who asks; compared without case and punctuation. */
const IDENTITY =
  /^x?(current|auth|authenticated|loggedin|session)?(users?|owner|account|member(?:ship)?|customer|viewer|tenant|organi[sz]ation|org|workspace|company|principal|actor|caller|requester|claims|identity|session|auth|authinfo|oidc|kauth|jwt|uid|sid|userinfo|authorization|apikey|(access|id|auth|session|bearer)?token)(id|uuid|data|payload)?$|^is(un)?authenticated$|^is(signed|logged)in$|^is(anonymous|guest)$/;

/** What comes with the URL or the body, whoever sends it. */
const SAID_BY_URL = /^(params?|query|searchparams|body|url|originalurl|path)$/;

const REQUESTS = /^_?(req|request|ctx|context|execution_?context|c|res|reply|response|locals)$/i;
const CONTEXTS = /^_?(req|request|cls|als|requestcontext|session|currentuser)$/i;

/** Functions of frameworks and of applications that find out who asks. */
const ASKING =
  /^(getServerSession|getSession|getServerAuthSession|auth|currentUser|getCurrentUser|getCurrentUserId|requireUser|requireUserId|requireAuth|getAuth|getUserFromRequest|getUserIdFromRequest|getIronSession|validateRequest|validateSession|verifySession|jwtVerify|verifyJwt|verifyAccessToken|getLoggedInUser)$/;

export function isIdentityName(name: string): boolean {
  return IDENTITY.test(name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** A variable that holds a request or its answer. */
export function isRequestName(name: string): boolean {
  return REQUESTS.test(name);
}

/** A variable or field that holds what is known of the request under way. */
export function isContextName(name: string): boolean {
  return CONTEXTS.test(name);
}

export function asksByName(name: string): boolean {
  return ASKING.test(name);
}

/** Whether members lead to somebody, and not through what the URL or the body says; `own` names say so in this workspace. */
export function saysWho(path: readonly string[], own?: ReadonlySet<string>): boolean {
  const index = path.findIndex((name) => isIdentityName(name) || name === 'sub' || own?.has(name));
  return index >= 0 && !path.slice(0, index).some((name) => SAID_BY_URL.test(name.toLowerCase()));
}
