package io.minos.node.auth;

/**
 * Who a request counts as.
 *
 * @param user empty: nobody in particular
 * @param revision of the users and roles by which the user was known; 0 if there is no user
 */
public record Identity(String user, long revision) {
    public static final Identity NOBODY = new Identity("", 0);

    public boolean isNobody() {
        return revision == 0;
    }
}
