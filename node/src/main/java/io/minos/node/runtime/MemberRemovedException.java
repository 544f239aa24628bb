package io.minos.node.runtime;

/** This member has been removed from its cluster: the end of it, but not a failure. Carries no stack trace: it is a value. */
final class MemberRemovedException extends Exception {
    private static final long serialVersionUID = 1;

    MemberRemovedException(MemberIdentity self) {
        super(text(self), null, false, false);
    }

    /** etcd's words. */
    static String text(MemberIdentity self) {
        return "the member has been permanently removed from the cluster: member " + self.member() + " of cluster " + self.cluster();
    }
}
