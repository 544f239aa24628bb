package io.minos.scenarios.sim;

import io.minos.node.auth.Claim;

/**
 * Who a client says it is.
 *
 * @param user empty: nobody in particular
 * @param tokenIndex the entry that gave out its token; 0 if it has none
 */
record Caller(Claim claim, String user, long tokenIndex) {
    static final Caller NOBODY = new Caller(Claim.NOBODY, "", 0);
    /** By its certificate: whatever becomes of tokens, somebody must be able to set things right. */
    static final Caller ROOT = new Caller(new Claim.CommonName("root"), "root", 0);

    /** A token ends with the index of the entry that gave it out. */
    static Caller token(String user, String token) {
        return new Caller(new Claim.Token(token), user, Long.parseLong(token.substring(token.lastIndexOf('.') + 1)));
    }
}
