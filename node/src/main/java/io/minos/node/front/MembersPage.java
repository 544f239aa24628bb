package io.minos.node.front;

import io.minos.etcd.api.Member;
import java.util.Collection;

/** The members as etcd shows them at its peer URLs, with the v2 API or without. */
public final class MembersPage {
    private MembersPage() {}

    public static String json(Collection<Member> members) {
        return V2Json.peerPage(V2Members.sorted(members));
    }
}
